"""Where modules are imported from: never from the folder that the command is started in, which may be a submission.

An entry of ``PYTHONPATH`` that is empty or relative stands for such a folder; a colon too many makes an empty one. A
student's ``numpy.py`` would be imported by the grader. So this module itself imports only what Python has loaded by
then or holds within it: not even ``__future__``, which is a file like others.
"""

import os
import sys

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def leave_out_relative() -> None:
    """Forget the empty and the relative entries of ``PYTHONPATH``, here and in the processes that this one starts.

    In the checkout itself they are its own folders, and stay.
    """
    if "PYTHONPATH" not in os.environ or os.path.samefile(os.curdir, CHECKOUT):
        return
    entries = os.environ["PYTHONPATH"].split(os.pathsep)
    left_out = {os.path.abspath(entry) for entry in entries if not os.path.isabs(entry)} - {CHECKOUT}
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) not in left_out]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(os.path.isabs, entries))
