"""The answers of a submission."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from graders.answers.gallery import Gallery
from graders.answers.pieces import Piece
from graders.answers.sections import sections
from graders.answers.words import own, says_something
from graders.intake import writing
from graders.intake.tree import Tree, Unreadable, is_report
from graders.lab import Question
from graders.model import Answer

TEXT_LIMIT = 20_000
"""Characters of an answer."""

SOURCES_LIMIT = 5
PROBLEMS_LIMIT = 5

PAPER = re.compile(r"\.(pdf|docx?|odt|tex|rtf)$", re.IGNORECASE)
"""What somebody may have written answers in that nobody can take them out of."""


def taken(questions: Collection[Question], tree: Tree) -> tuple[Answer, ...]:
    """For each question what ``tree`` holds as its answer: in the first file that has one, reports before notebooks.

    Never raises for what a student wrote: what can't be read or shown is told among an answer's problems.
    """
    asked = list(questions)
    if not asked:
        return ()
    found: dict[str, dict[str, tuple[Piece, ...]]] = {question.name: {} for question in asked}
    unread: list[str] = []
    for path in _sources(tree):
        read = writing.report if is_report(path) else writing.passages
        try:
            held = sections(read(path, tree.content(path)), asked)
        except Unreadable as error:
            unread.append(str(error))
            continue
        for name, pieces in held.items():
            found[name][path] = pieces
    unread += [f"{name} was not looked at: an answer stands in report.md or in a notebook." for name in _papers(tree)]
    gallery = Gallery(tree)
    return tuple(_told(_answer(question, found[question.name], gallery), unread) for question in asked)


def _sources(tree: Tree) -> list[str]:
    """The files that may hold answers, those that lie highest first."""
    reports = sorted(filter(is_report, tree.writing), key=lambda path: (path.count("/"), path))
    return [*reports, *tree.paths(".ipynb")][:SOURCES_LIMIT]


def _papers(tree: Tree) -> Iterator[str]:
    return (name for name in tree.others if PAPER.search(name))


def _answer(question: Question, found: dict[str, tuple[Piece, ...]], gallery: Gallery) -> Answer:
    """The answer in the first file that has one; ``found`` has what stands under the heading in each."""
    empty = Answer(question.name, question.title, question.points, question.text)
    words = {path: own(question, pieces) for path, pieces in found.items()}
    filled = [path for path, pieces in words.items() if says_something(pieces)]
    if not filled:
        said = f"There is no heading “{question.title}” in report.md or in a notebook."
        if found:
            said = f"Nothing stands under the heading “{question.title}” in {next(iter(found))}."
        return replace(empty, problems=(said,))
    path, *others = filled
    hung = gallery.hung(path, words[path])
    text = hung.text.strip("\n")
    problems = []
    if len(text) > TEXT_LIMIT:
        text = f"{text[:TEXT_LIMIT]} …"
        problems.append(f"The answer is longer than {TEXT_LIMIT:,} characters; the rest is not shown.")
    problems += hung.problems
    if len(hung.figures) < question.figures:
        figures = "a figure" if question.figures == 1 else f"{question.figures} figures"
        there = f"{len(hung.figures)} can be shown" if hung.figures else "none can be shown"
        problems.append(f"The question asks for {figures}; {there}.")
    different = [other for other in others if words[other] != words[path]]
    problems += [f"{other} has another answer; the one in {path} counts." for other in different]
    answered = bool(hung.figures) or says_something([each for each in words[path] if isinstance(each, str)])
    return replace(empty, answered=answered, text=text, figures=hung.figures, source=path, problems=tuple(problems))


def _told(answer: Answer, unread: list[str]) -> Answer:
    """The answer with the first of its problems; where there is none, with what it may be in and can't be read."""
    problems = answer.problems if answer.answered else (*answer.problems, *unread)
    return replace(answer, problems=tuple(dict.fromkeys(problems))[:PROBLEMS_LIMIT])
