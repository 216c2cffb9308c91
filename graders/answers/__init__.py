"""Written answers, taken out of a submission: from a notebook's Markdown cells or from ``report.md``.

::

    sections   what stands below which question's heading
    pieces     Markdown, cut at the pictures that it shows
    words      what of it is the student's own
    gallery    the pictures themselves, as far as they can be shown
    taken      the answers of a submission

An answer is what stands below a heading that names the question, until the next heading that names one or that is
higher up. The figures in it come along. Whether it is right is for a person to say; here it is only found.
"""

from graders.answers.taken import taken
from graders.answers.words import PLACEHOLDER

__all__ = ["PLACEHOLDER", "taken"]
