"""What of a section is the student's own, and not the question again or the starter's invitation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from graders.answers.pieces import Piece
from graders.lab import Question

PLACEHOLDER = "*Your answer here.*"
"""What a starter has where the answer goes."""

EMPTY = {"your answer here", "your answer", "your answer goes here", "write your answer here", "type your answer here"}
EMPTY |= {"answer", "answer here", "my answer", "todo", "insert your figure here", "your figure here", "tba", "tbd"}
"""Lines that are no answer."""

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
SIGNS = re.compile(r"[^\w\s]{100,}")
"""Many signs in a row are no words; to bring accents by the thousand into order takes the square of their number."""

PARAGRAPHS = re.compile(r"(\n[ \t]*\n\s*)")


def own(question: Question, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces without the question's own paragraphs, without placeholders and without comments."""
    told = {folded(each) for each in (question.title, question.text, *PARAGRAPHS.split(question.text))}
    return tuple(_without(told, each) if isinstance(each, str) else each for each in pieces)


def says_something(pieces: Sequence[Piece]) -> bool:
    """Whether there is anything in it: a picture, or a letter, a digit or a sign that is no mark of Markdown."""
    return any(not isinstance(piece, str) or any(map(_is_word, piece)) for piece in pieces)


def folded(text: str) -> str:
    """The words of a text, for comparing: no capitals, marks or odd spaces, one spelling of accents."""
    plain = re.sub(r"<[^<>]{0,200}>", " ", unicodedata.normalize("NFKC", SIGNS.sub(" ", text)))
    return " ".join(re.findall(r"\w+", plain.casefold().replace("_", " ")))


def _without(told: set[str], text: str) -> str:
    kept = (part for part in _parts(COMMENT.sub("", text)) if not folded(part) or folded(part) not in told)
    lines = ("".join(kept)).split("\n")
    return "\n".join(line for line in lines if folded(line) not in EMPTY)


def _parts(text: str) -> Iterator[str]:
    """The paragraphs, and what is between them."""
    yield from PARAGRAPHS.split(text)


def _is_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LN" or (letter > "\x7f" and unicodedata.category(letter)[0] == "S")
