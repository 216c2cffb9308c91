"""What stands below which question's heading."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence

from graders.answers.pieces import Piece, Reference, cut
from graders.answers.words import folded
from graders.intake.writing import REFERENCE_LENGTH, Passage
from graders.lab import Question

INSIDE = {"answer", "answers", "my answer", "your answer", "solution", "my solution", "response"}
"""Headings that stand inside of a section, whatever their level."""

NUMBERING = {"question", "q", "answer", "to", "problem", "exercise", "part", "task", "section", "no", "nr", "number"}
NUMBERING |= {*map(str, range(100)), *string.ascii_lowercase, "ii", "iii", "iv", "vi", "vii", "viii", "ix"}
NUMBERING |= {f"q{number}" for number in range(100)}
NUMBERING_WORDS = 5
"""What may stand before a title, and how many words of it: “Question 2 (b)”, “3.1”, “iv”."""

HEADING = re.compile(r" {0,3}(#{1,6})(?!#)[ \t]*(\S.*)")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
BOLD = re.compile(r" {0,3}(\*\*|__)(?=\S)([^*]{1,300}?)\1[ \t]*[:.]?[ \t]*")
FENCE = re.compile(r" {0,3}(```|~~~)")
BY_NUMBER = re.compile(r"(?:question|q) ?(\d{1,2})(?: |$)")
IN_PARENTHESES = re.compile(r"(?<!\s)\s*[(\[][^()\[\]]*[)\]]\s*(?:[:.]\s*)?$")

BOLD_LEVEL = 7
"""The level of a line in bold: below all headings."""


def sections(passages: Iterable[Passage], questions: Sequence[Question]) -> dict[str, tuple[Piece, ...]]:
    """What stands below each question's heading, by the question's name; without those that have no heading.

    A question that is there several times, as in copied cells, has all that is below its headings, and the same once.
    """
    titles = {folded(called): question for question in questions for called in (question.name, question.title)}
    held: dict[str, list[tuple[Piece, ...]]] = {}
    current: Question | None = None
    depth = 0
    for passage in passages:
        if current is not None:
            held[current.name] += ((Reference(f"output of cell {passage.cell}", data=data),) for data in passage.shown)
        for level, heading, text in _blocks(passage.text):
            named = _named(heading, titles, questions) if heading else None
            if named is not None:
                current, depth = named, level
                held.setdefault(named.name, [])
            elif heading and level < depth and folded(heading) not in INSIDE:
                current = None
            elif heading and current is not None:
                held[current.name].append((_written(level, heading),))
            if current is not None:
                held[current.name].append(cut(text, passage.attached))
    return {name: tuple(piece for chunk in dict.fromkeys(chunks) for piece in chunk) for name, chunks in held.items()}


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """The headings in a Markdown text, each with its level and what follows; first what comes before them, under ""."""
    level, heading = 0, ""
    held: list[str] = []
    fence = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if found := FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
        found_here = None if fence else _heading(line, held)
        if found_here is None:
            held.append(line)
            continue
        underlined = len(held) - 1 if UNDERLINE.fullmatch(line) else len(held)
        yield level, heading, "\n".join((*held[:underlined], ""))
        (level, heading), held = found_here, []
    yield level, heading, "\n".join((*held, ""))


def _heading(line: str, before: Sequence[str]) -> tuple[int, str] | None:
    """The level and the words of a heading that ``line`` makes: by itself, or of the last of the lines ``before``."""
    if len(line) > REFERENCE_LENGTH:
        return None
    if found := HEADING.fullmatch(line):
        return len(found[1]), found[2].rstrip("# \t") or found[2]
    if found := BOLD.fullmatch(line):
        return BOLD_LEVEL, found[2]
    alone = bool(before) and before[-1].strip() != "" and (len(before) == 1 or not before[-2].strip())
    if alone and len(before[-1]) <= REFERENCE_LENGTH and (found := UNDERLINE.fullmatch(line)):
        return (1 if "=" in line else 2), before[-1].strip()
    return None


def _written(level: int, heading: str) -> str:
    """A heading inside of an answer, as it may have been written."""
    return f"**{heading}**\n" if level == BOLD_LEVEL else f"{'#' * level} {heading}\n"


def _named(heading: str, titles: Mapping[str, Question], questions: Sequence[Question]) -> Question | None:
    """The question that a heading names: by its title or name, after any numbering; else by its number alone."""
    bare = IN_PARENTHESES.sub("", heading)  # “(2 points)”
    for said in dict.fromkeys((heading, bare, *re.split("[:–—]", bare, maxsplit=1)[:1])):
        words = folded(said).split()
        for start in range(min(NUMBERING_WORDS, len(words))):
            if question := titles.get(" ".join(words[start:])):
                return question
            if words[start] not in NUMBERING:
                break
    if found := BY_NUMBER.match(folded(heading)):
        number = int(found[1])
        return questions[number - 1] if 1 <= number <= len(questions) else None
    return None
