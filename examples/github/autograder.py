"""The autograder of an assignment in Classroom 50: copy it to CLASSROOM/autograders/ASSIGNMENT/autograder.py.

The runner starts it in the student's checkout, and reads ``result.json`` there. Exit code 0 says that the submission
was graded, whatever its grade; any other that the grader failed. Labproof has to be on the runner: LABPROOF names its
folder, which holds its environment (``make demo``). LABPROOF_LAB names the lab, if the assignment is called otherwise.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

GRADED = (0, 1)  # all passed; something failed

labproof = pathlib.Path(os.environ.get("LABPROOF", "/opt/labproof"))
lab = os.environ.get("LABPROOF_LAB") or os.environ["ASSIGNMENT"]

# The moment of the submission is that of the commit, so that a later run does not make it late.
dated = subprocess.run(
    ["git", "log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"],
    env={**os.environ, "TZ": "UTC"},
    capture_output=True,
    text=True,
)

command = [labproof / ".venv/bin/python", labproof / "grade.py", "grade", ".", "--lab", lab]
command += ["--classroom50", "result.json", "--external-sandbox", "classroom50"]

with tempfile.TemporaryDirectory() as place:  # the report shows hidden checks as well, so it does not stay
    done = subprocess.run(
        [*command, "--out", place],
        env={**os.environ, "COMMIT_DATE": dated.stdout.strip()},
        stdout=subprocess.DEVNULL,  # what a submission prints could be taken for commands of the workflow
    )
sys.exit(0 if done.returncode in GRADED else done.returncode or 1)
