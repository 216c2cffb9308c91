"""A lab tested as a program is tested: is right work passed, is wrong work caught, and by how much."""

from graders.verify.course import Progress, Verified, verify
from graders.verify.figures import Margin, Mutation, Request, Survivor, Verification
from graders.verify.proof import margins, results, rewritten, uncaught

__all__ = [
    "Margin",
    "Mutation",
    "Progress",
    "Request",
    "Survivor",
    "Verification",
    "Verified",
    "margins",
    "results",
    "rewritten",
    "uncaught",
    "verify",
]
