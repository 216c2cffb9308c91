#!/usr/bin/env python3
"""Grade deep-learning labs: ``python grade.py SUBMISSION``. Everything is in ``graders.cli``."""

import gc
import sys

from graders import search_path

if __name__ == "__main__":
    search_path.leave_out_relative()
    from graders.cli import main

    code = main()
    gc.freeze()  # all of it goes with the process; to look through it for cycles takes longer than to show a result
    sys.exit(code)
