"""What the verdicts are worth: points, lateness, excuses, and what a person gives or takes.

::

    rules      what a policy says                                   (frozen dataclasses)
    reading    the file policy.toml as rules
    template   what that file holds before anybody has written in it
    people     whom a policy means, and what in it belongs to nobody
    marking    the mark for a student's work under a policy

Pure: the same policy and the same verdicts give the same marks, and nothing is run for it. ``docs/policy.md`` is for
those who write the file.
"""

from graders.policy.marking import Share, days_late, mark, own_worth, shares
from graders.policy.people import resolved, unknown
from graders.policy.reading import read
from graders.policy.rules import Policy
from graders.policy.template import TEMPLATE

__all__ = ["TEMPLATE", "Policy", "Share", "days_late", "mark", "own_worth", "read", "resolved", "shares", "unknown"]
