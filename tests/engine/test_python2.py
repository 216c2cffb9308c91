"""What tells that a file is written for Python 2, and what does not."""

import pytest

from graders.python2 import sign


@pytest.mark.parametrize(
    ("exception", "message", "line", "found"),
    [
        ("SyntaxError", "Missing parentheses in call to 'print'", "print loss", "a print statement"),
        ("SyntaxError", "Missing parentheses", "    print 'loss', loss", "a print statement"),
        ("SyntaxError", "invalid syntax", "print >>sys.stderr, 'x'", "a print statement"),
        ("SyntaxError", "multiple exception types must be parenthesized", "except IOError, e:", "`except …, name`"),
        ("SyntaxError", "invalid syntax", "raise ValueError, 'no'", "`raise …, message`"),
        ("SyntaxError", "invalid syntax", "if a <> b:", "`<>`"),
        ("SyntaxError", "leading zeros in decimal integer literals", "mode = 0644", "an octal number written 0…"),
        ("SyntaxError", "invalid decimal literal", "n = 10L", "a long number written …L"),
        ("SyntaxError", "invalid syntax", "exec code in scope", "an exec statement"),
        ("NameError", "name 'xrange' is not defined", "for i in xrange(3):", "`xrange`"),
        ("AttributeError", "'dict' object has no attribute 'iteritems'", "d.iteritems()", "`.iteritems`"),
        ("ModuleNotFoundError", "No module named 'cPickle'", "import cPickle", "the module cPickle"),
    ],
)
def test_signs_of_python_2(exception: str, message: str, line: str, found: str) -> None:
    assert sign(exception, message, line) == found


@pytest.mark.parametrize(
    ("exception", "message", "line"),
    [
        ("SyntaxError", "invalid syntax", "def f(: pass"),
        ("SyntaxError", "expected ':'", "if a < b"),
        ("SyntaxError", "'(' was never closed", "print(a"),
        ("SyntaxError", "unterminated string literal", "x = 'print me"),
        ("SyntaxError", "invalid syntax", "x = 0.5 0.01"),
        ("TabError", "inconsistent use of tabs and spaces in indentation", "\tprint(x)"),
        ("NameError", "name 'xranges' is not defined", "xranges(3)"),
        ("NameError", "name 'W' is not defined", "W @ x"),
        ("AttributeError", "'dict' object has no attribute 'keyss'", "d.keyss()"),
        ("ModuleNotFoundError", "No module named 'torch'", "import torch"),
        ("ValueError", "", "print loss"),
    ],
)
def test_what_is_wrong_in_other_ways_is_not_called_old(exception: str, message: str, line: str) -> None:
    assert sign(exception, message, line) is None
