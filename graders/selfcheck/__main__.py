"""The beginning of ``check.pyz``. It is read by whatever Python there is, so it says what is needed in old words."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - older ones come this far
    sys.exit("check.pyz needs Python 3.10 or newer; this is Python " + sys.version.split()[0] + ". Run a newer one.")

try:
    import numpy  # noqa: F401
except ImportError:
    sys.exit("check.pyz needs NumPy, which is not installed here; run: python -m pip install numpy")

import labproof  # type: ignore[import-not-found]  # the archive has it beside this file

labproof.enter()

from graders.selfcheck.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
