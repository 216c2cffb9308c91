"""Is a file written for Python 2? Told by what Python 3 says of it and by the line that it says it of."""

from __future__ import annotations

import re

SYNTAX = [
    (r"^\s*print\b(?!\s*\()", "a print statement"),
    (r"^\s*print\s*>>", "a print statement"),
    (r"^\s*exec\s+[\"'\w]", "an exec statement"),
    (r"^\s*except\s+[\w.()\s,]+,\s*\w+\s*:", "`except …, name`"),
    (r"^\s*raise\s+[\w.]+\s*,", "`raise …, message`"),
    (r"<>", "`<>`"),
    (r"`[^`]*`", "backquotes"),
    (r"\bur[\"']", 'ur"…"'),
    (r"(?<![\w.])0[0-7]+\b", "an octal number written 0…"),
    (r"(?<![\w.])\d+[lL]\b", "a long number written …L"),
    (r"^\s*def\s+\w+\s*\(.*\(\s*\w+\s*,", "a tuple among the parameters"),
]
NAMES = ("xrange", "raw_input", "unicode", "basestring", "unichr", "execfile")
MODULES = ("cPickle", "ConfigParser", "Queue", "StringIO", "Tkinter", "__builtin__", "httplib", "urllib2")
METHODS = ("has_key", "iteritems", "iterkeys", "itervalues")

HINT = "Bring the whole file to Python 3: print(…), range, except … as …; the program 2to3 does most of it."


def sign(exception: str, message: str, line: str) -> str | None:
    """What in ``line`` is Python 2, where an exception with this message came up; None where nothing tells."""
    if exception in ("SyntaxError", "IndentationError"):
        return next((what for pattern, what in SYNTAX if re.search(pattern, line)), None)
    quoted = re.findall(r"'([\w.]+)'", message)
    name = quoted[-1] if quoted else ""
    if exception == "NameError" and name in NAMES:
        return f"`{name}`"
    if exception in ("ModuleNotFoundError", "ImportError") and name in MODULES:
        return f"the module {name}"
    if exception == "AttributeError" and name in METHODS:
        return f"`.{name}`"
    return None
