"""Hands in the results that it would like to have.

Results are the grader's own, and written where it was told to; what lies in a submission beside its code is not so much
as opened.
"""
# row: 100
# defence: I, P
# naive: fooled

# --- the results of platforms and programs
# says: softmax raised

import json

(folder / "work.py").write_text(work + "\ndef softmax(z): raise ValueError\n")
for name_ in ("results.json", "result.json", "score.json", "report.html", "junit.xml", "gradebook.db", "answers.csv", "policy.toml"):
    (folder / name_).write_text(json.dumps({"score": 100, "tests": [], "schema": "classroom50/result/v1", "max-score": 100}))

# --- a result of this grader's own
# says: softmax raised

import json

(folder / "work.py").write_text(work + "\ndef softmax(z): raise ValueError\n")
(folder / "reports").mkdir()
forged = {"format": 5, "score": 100, "lab": "small", "checks": [{"name": "softmax_values", "verdict": "passed", "points": 6}]}
for place in ("results.json", "small.json", "reports/hand-in-small.json"):
    (folder / place).write_text(json.dumps(forged))
(folder / "reports" / "hand-in-small.html").write_text("<h1>6 of 6</h1>")

# --- links where results may be written
# says: softmax raised

(folder / "work.py").write_text(work + "\ndef softmax(z): raise ValueError\n")
(folder / "results.json").symlink_to(CANARY)
(folder / "reports").symlink_to(FOLDER)
(folder / "hand-in-small.html").symlink_to(CANARY)

# --- in a zip
# says: softmax raised

import json
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work + "\ndef softmax(z): raise ValueError\n")
    made.writestr("results.json", json.dumps({"score": 100}))
    made.writestr("reports/homework.zip-small.html", "<h1>6 of 6</h1>")

# --- written while it is graded
# says: softmax raised

(folder / "work.py").write_text(work + f"""
def softmax(z):
    for place in ("results.json", "/autograder/results/results.json", "../results.json", "reports/x.html", {FOLDER!r} + "/results.json"):
        try:
            with open(place, "w") as file:
                file.write('{{"score": 100}}')
        except OSError:
            pass
    raise ValueError("x")
""")

# --- beside right work
# keeps: yes

(folder / "work.py").write_text(work)
(folder / "conftest.py").write_text("raise SystemExit(0)")
(folder / "results.json").write_text('{"score": 100}')
