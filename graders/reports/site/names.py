"""What the files of the site are called. No name of a student's is used in a path as it is."""

from __future__ import annotations

import hashlib
import re

INDEX = "index.html"
STUDENTS = "students"
CHECKS = "checks"

OURS = re.compile(r"(?:[\w.-]+-)?[0-9a-f]{10}\.html(?:\.part)?")
"""Every name below but that of the index: what looks like this may be removed when it is no longer of use."""


def lab_page(lab: str) -> str:
    """The page of one of several labs."""
    return _named(lab)


def student_page(key: str, lab: str) -> str:
    """The page of a student's work on a lab; two of equal names have pages of their own."""
    return f"{STUDENTS}/{_named(key, lab)}"


def check_page(lab: str, check: str) -> str:
    """The page of a check of a lab."""
    return f"{CHECKS}/{_named(lab, check)}"


def _named(*parts: str) -> str:
    """The parts as far as every file system and address takes them, and a digest that tells them apart."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:10]
    plain = (re.sub(r"[^A-Za-z0-9_]+", "-", part).strip("-")[:40] for part in parts)
    return "-".join(filter(None, [*plain, digest])) + ".html"
