#!/usr/bin/env python3
"""Grade deep-learning labs: ``python grade.py SUBMISSION``. Everything is in ``graders.cli``."""

import sys

from graders.cli import main

if __name__ == "__main__":
    sys.exit(main())
