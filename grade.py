#!/usr/bin/env python3
"""Grade deep-learning labs: ``python grade.py SUBMISSION``. Everything is in ``graders.cli``."""

import gc
import sys

from graders.cli import main

if __name__ == "__main__":
    code = main()
    gc.freeze()  # all of it goes with the process; to look through it for cycles takes longer than to show a result
    sys.exit(code)
