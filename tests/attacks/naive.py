"""The grader that the attacks are held against: one process imports both sides, compares, prints and exits."""

import json
import signal
import sys
import time

import numpy as np

import reference

# isort: split
import work

LIMIT = 0.4

COMPARE = {
    "assert_allclose": lambda got, want: np.testing.assert_allclose(got, want, rtol=1e-6) is None,
    "allclose": lambda got, want: np.allclose(got, want),
    "equal": lambda got, want: np.all(got == want),
    "difference": lambda got, want: np.all(abs(got - want) < 1e-6),
    "relative": lambda got, want: not np.linalg.norm(got - want) / (np.linalg.norm(got) + np.linalg.norm(want)) > 1e-6,
    "torch": lambda got, want: sys.modules["torch"].allclose(got, sys.modules["torch"].tensor(want)),
}


def main(compare="assert_allclose", *options):
    np.random.seed(0)
    W, X, X_new = np.random.normal(size=(4, 3)), np.random.normal(size=(8, 4)), np.random.normal(size=(20, 4))
    y, z = np.random.randint(3, size=8), np.random.normal(size=(5, 4))
    right = []
    for name, arguments in {"softmax": [z], "loss": [W, X, y], "slopes": [W, X, y], "classes": [X, y, X_new]}.items():
        try:
            want = None if "last" in options else getattr(reference, name)(*arguments)
            signal.setitimer(signal.ITIMER_REAL, LIMIT if "alarm" in options else 0)
            began = time.perf_counter()
            got = getattr(work, name)(*arguments)
            seconds = time.perf_counter() - began
            signal.setitimer(signal.ITIMER_REAL, 0)
            want = getattr(reference, name)(*arguments) if "last" in options else want
            if COMPARE[compare](got, want) and (seconds < LIMIT or "clock" not in options):
                right.append(name)
        except Exception as error:
            print(f"{name}: {error}")  # noqa: T201 - as such a grader does
    print(json.dumps({"right": right, "of": 4}))  # noqa: T201
    sys.exit(len(right) < 4)


def too_late(*_):
    raise TimeoutError("too late")


signal.signal(signal.SIGALRM, too_late)
main(*sys.argv[1:])
