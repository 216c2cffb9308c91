"""What a new ``policy.toml`` holds: every key, explained and commented out, so that it changes nothing."""

TEMPLATE = """\
# How marks are made of verdicts. As it stands, nothing here is in force: take the # away before the lines that you
# want, and run `grade.py rescore` on the folder of results. Nobody's code is run for that.
# docs/policy.md explains every line. The language is TOML: text and names of students stand in "quotes".

#[marks]
# What full marks are, for all labs (out_of = 100) or lab by lab. Without it, the sum of the checks' points.
#out_of = { softmax = 100, lstm = 50 }
# Marks are rounded to a multiple of this; halves go up.
#rounding = 0.5
# What those have who handed in nothing: "none" (no mark) or "zero".
#missing = "zero"

# Other points for a check than the lab gives.
#[points]
#softmax.gradients_match = 4
#softmax.learns = 1.5

#[late]
# For all labs, or lab by lab: deadline = { softmax = 2026-03-01T23:59:00+01:00 }. The offset is part of it.
#deadline = 2026-03-01T23:59:00+01:00
# So much later is not late.
#grace_minutes = 15
# What each day begun costs: points (2), or a share of the maximum ("10 %").
#per_day = "10 %"
# Shares are of the "maximum" of a lab, or of what was "earned".
#share_of = "maximum"
# All days together cost no more than this.
#at_most = "50 %"
# Nothing counts that is later than this.
#closes_after_days = 7
# Work that the learning platform calls late, without saying when it came, is so many days late.
#flagged_days = 1

# From here on, each entry begins with its own line in [[double brackets]] and may be repeated. A student is named by
# key, e-mail address, number or name. The reasons are shown in reports.

# More days for one student; without lab, for all labs.
#[[extension]]
#student = "ada@example.org"
#days = 3
#reason = "ill, with a doctor's note"
#lab = "softmax"

# No mark, and no blame; without lab, for all labs.
#[[excused]]
#student = "Grace Hopper"
#reason = "takes the course without marks"

# A check that no longer counts, for anybody: neither its points nor its part of the maximum.
#[[dropped]]
#check = "softmax.learns"
#reason = "the handout named another learning rate"

# A check whose points everybody has who handed in.
#[[given]]
#check = "softmax.predict_values"
#reason = "the starter file was wrong"

# Points given or taken by hand: points (2, -1.5), or points_to for the mark itself.
#[[adjustment]]
#student = "123456"
#lab = "softmax"
#points = 2
#reason = "explained the derivation in class"
"""
"""Lines of settings begin with # and no space; whoever takes that # away everywhere has a policy that is valid."""
