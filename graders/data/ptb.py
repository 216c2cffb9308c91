"""The Penn Treebank's Wall Street Journal as language models read it, from the three text files that a user has.

M. P. Marcus, B. Santorini, M. A. Marcinkiewicz, Building a large annotated corpus of English: the Penn Treebank, 1993,
as prepared by T. Mikolov et al., 2010: ``ptb.train.txt``, ``ptb.valid.txt`` and ``ptb.test.txt``, one sentence a line,
10,000 different words with ``<unk>`` for all rarer ones. With ``<eos>`` for the end of each line there are 929,589,
73,760 and 82,430 tokens. The project does not ship it; where it is not given, ``graders.data.grammar`` stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graders.errors import UsageError

END = "<eos>"
LIMIT = 1 << 26
"""Bytes that a file may have; the largest of the treebank has 5 million."""


@dataclass(frozen=True)
class Part:
    """A text: one sentence a line, words apart by spaces, each line ended."""

    text: str

    @property
    def tokens(self) -> list[str]:
        """Its words, and ``<eos>`` after those of each line."""
        return [token for line in self.text.splitlines() for token in (*line.split(), END)]


@dataclass(frozen=True)
class Ptb:
    """The three parts; the vocabulary is that of ``train`` alone."""

    train: Part
    valid: Part
    test: Part


def load(folder: Path) -> Ptb:
    """Read the three files in ``folder``.

    Raises UsageError, in one sentence, where one is missing or is no such text.
    """
    return Ptb(*(_part(folder / f"ptb.{name}.txt") for name in ("train", "valid", "test")))


def _part(path: Path) -> Part:
    if not path.is_file():
        raise UsageError(
            f"{path.parent} holds no {path.name}; it should hold ptb.train.txt, ptb.valid.txt, ptb.test.txt"
        )
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{path} can't be read ({error.strerror}); give it to the user who runs this") from None
    if len(content) > LIMIT:
        raise UsageError(f"{path} has more than {LIMIT:,} bytes; is it another file under this name?")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text: byte {error.start:,} is not UTF-8; download it again") from None
    # Other characters that Python takes for the end of a line stand for themselves.
    lines = [" ".join(line.split()) for line in text.split("\n")]
    sentences = [line for line in lines if line]
    if not sentences:
        raise UsageError(f"{path} holds no sentence; download it again")
    return Part("".join(f"{sentence}\n" for sentence in sentences))
