"""What ``run_autograder`` starts on Gradescope: the tests of this folder, their results as JSON to the named file."""

from __future__ import annotations

import sys
import unittest
from pathlib import Path

from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

if __name__ == "__main__":
    sys.path.insert(0, "")  # where the submission is; Gradescope's own scripts copy it beside the tests
    suite = unittest.defaultTestLoader.discover(str(Path(__file__).parent))
    with open(sys.argv[1], "w", encoding="utf-8") as results:
        JSONTestRunner(visibility="visible", stream=results).run(suite)
