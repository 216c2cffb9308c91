"""Which hand-ins of a class are for which lab: found out for all of them before the first is graded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graders import labs
from graders.errors import CannotGrade, UsageError
from graders.intake.tree import Tree, kind, stem
from graders.register import HandIn

FEW = 0.05
"""A lab that so small a part of the class seems to have handed in is more likely a file that is called so."""


@dataclass(frozen=True)
class Piece:
    """A hand-in's part for one lab; ``refused`` says why there is nothing in it to grade."""

    hand_in: HandIn
    lab: str
    refused: str | None = None


@dataclass(frozen=True)
class Sorted:
    """All pieces, lab by lab, and what is doubtful about them."""

    pieces: dict[str, tuple[Piece, ...]]
    problems: tuple[str, ...] = ()


def for_one_lab(hand_ins: Sequence[HandIn], lab: str) -> Sorted:
    """All hand-ins, for a lab that somebody has named."""
    return Sorted({lab: tuple(Piece(hand_in, lab, hand_in.refused) for hand_in in hand_ins)})


def demand_class(hand_ins: Sequence[HandIn], folder: Path) -> None:
    """Raises UsageError where the hand-ins are the files of one submission: one is called as a lab asks for it."""
    asked = {file.casefold(): lab for lab, files in labs.available(folder).items() for file in files}
    loose = [hand_in.place for hand_in in hand_ins if kind(hand_in.place) and "/" not in hand_in.place]
    one = [name for name in loose if f"{stem(name)}.py".casefold() in asked]
    if one and len(loose) == len(hand_ins):
        raise UsageError(
            f"this is one submission and no class: {one[0]} is a file of the lab "
            f"{asked[f'{stem(one[0])}.py'.casefold()]}; use grade.py FOLDER for one submission, and give a class as a "
            "folder, a zip or a file for each student that is named after the student"
        )


def by_lab(
    hand_ins: Sequence[HandIn], tree: Callable[[HandIn], Tree], folder: Path, told: Callable[[int, int], None]
) -> Sorted:
    """Each hand-in, for the labs that it is recognised by; what belongs to none counts for the lab of most.

    ``tree`` opens a hand-in; ``told`` hears how many of how many are sorted. Raises UsageError where no hand-in of
    the class belongs to a lab of ``folder``, or where they are the files of one submission.
    """
    demand_class(hand_ins, folder)
    pieces: dict[str, list[Piece]] = {}
    none: list[tuple[HandIn, str]] = []
    for number, hand_in in enumerate(hand_ins, start=1):
        try:
            names = _labs_of(hand_in, tree, folder)
        except (CannotGrade, UsageError) as error:
            none.append((hand_in, str(error)))
            names = []
        except Exception as error:  # whatever it is, it is one student's
            none.append((hand_in, f"it can't be read ({type(error).__name__}: {error})"))
            names = []
        for name in names:
            pieces.setdefault(name, []).append(Piece(hand_in, name))
        told(number, len(hand_ins))
    if not pieces:
        first = f"; the first: {none[0][0].student.name}: {none[0][1]}" if none else ""
        raise UsageError(
            f"none of {len(hand_ins)} hand-ins holds what a lab asks for ({', '.join(labs.available(folder))}){first}; "
            "say which lab it is with --lab"
        )
    sizes = Counter({name: len(those) for name, those in pieces.items()})
    main, most = sizes.most_common(1)[0]
    few = [name for name, size in sizes.items() if size <= max(1, FEW * most) and 3 * size <= most]
    left_out = {name: pieces.pop(name) for name in few}
    taken = {piece.hand_in.student.key for those in pieces.values() for piece in those}
    for name, those in left_out.items():
        others = [piece.hand_in for piece in those if piece.hand_in.student.key not in taken]
        none += [(hand_in, f"it seems to be for the lab {name}; grade it with --lab {name}") for hand_in in others]
    pieces[main] += [Piece(hand_in, main, reason) for hand_in, reason in none]
    return Sorted(
        {name: tuple(those) for name, those in pieces.items()},
        tuple(
            f"the lab {name} is left out: only {sizes[name]} of {len(hand_ins)} hand-ins "
            f"seem{'s' if sizes[name] == 1 else ''} to be for it; --lab {name} grades it"
            for name in few
        ),
    )


def _labs_of(hand_in: HandIn, tree: Callable[[HandIn], Tree], folder: Path) -> list[str]:
    if hand_in.refused is not None:
        raise CannotGrade(hand_in.refused)
    opened = tree(hand_in)
    names = labs.recognise(opened, folder)
    if not names:
        raise UsageError(f"no file of a lab was found; there is {opened.shown}")
    return names
