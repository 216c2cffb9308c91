"""``python -m benchmarks.ptb_language FOLDER``: a language model of the Wall Street Journal.

FOLDER holds ptb.train.txt, ptb.valid.txt and ptb.test.txt, one sentence a line. The reference of the lab
``language_model`` is trained on the first; after each epoch that does not lower the perplexity of the second, the
learning rate is halved; the third is read once, at the end, by the weights that were best on the second.
"""

from __future__ import annotations

import argparse
import copy
import math
import sys
import time
from collections import Counter
from pathlib import Path

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from graders.data import ptb
from graders.errors import UsageError
from reference.language_model import LanguageModel, batches, encode, evaluate, train, vocabulary

READ = 10, 100
"""Streams and steps in which the validation text is read; the test text is read as one stream."""

WORDS, LSTM = "frequency of the words", "LSTM"
PUBLISHED = {WORDS: "639", "bigrams, Kneser–Ney": "186.5", LSTM: "107.3 (an experiment diary)"}
BAR = 150


def main() -> int:
    """Train, and print what is reached beside what is published."""
    options = _options()
    console = Console(width=None if sys.stdout.isatty() else 110)
    try:
        data = ptb.load(options.folder)
    except UsageError as error:
        console.print(str(error), style="red", highlight=False, soft_wrap=True)
        return error.exit_code
    numbers = vocabulary(data.train.text)
    known, valid, test = (encode(part.text, numbers) for part in (data.train, data.valid, data.test))
    console.print(f"{len(numbers):,} words; {len(known):,}, {len(valid):,} and {len(test):,} tokens")

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    model = LanguageModel(len(numbers), options.hidden, options.hidden, options.layers, options.dropout)
    _train(model, known, valid, options, console)

    table = Table("perplexity", "published for PTB", "on these files", title="Penn Treebank, test text")
    reached = evaluate(model, test, 1, READ[1])
    ours = {WORDS: f"{_unigram(known, test, len(numbers)):.1f}", LSTM: f"{reached:.1f}"}
    for name, published in PUBLISHED.items():
        table.add_row(name, published, ours.get(name, ""))
    console.print(table)
    console.print(f"LSTM: {reached:.1f}; bar: at most {BAR}")
    return 0


def _train(
    model: LanguageModel, known: torch.Tensor, valid: torch.Tensor, options: argparse.Namespace, console: Console
) -> None:
    """Train epoch by epoch, and leave the model with the weights that were best on the validation text."""
    rate, best, kept = options.rate, math.inf, copy.deepcopy(model.state_dict())
    blocks = len(batches(known, options.batch, options.steps)) + len(batches(valid, *READ))
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=options.epochs * blocks)
        watched = model.register_forward_hook(lambda *_: progress.advance(task))
        for epoch in range(1, options.epochs + 1):
            progress.update(task, description=f"epoch {epoch}")
            start = time.perf_counter()
            plan = {"batch": options.batch, "steps": options.steps, "clip": options.clip}
            # Adam begins anew in each epoch, as its rate may be another one.
            losses = train(model, known, epochs=1, learning_rate=rate, seed=options.seed + epoch, **plan)
            reached = evaluate(model, valid, *READ)
            seconds = time.perf_counter() - start
            progress.console.print(
                f"epoch {epoch}: rate {rate:g}, training {math.exp(sum(losses) / len(losses)):.1f}, "
                f"validation {reached:.1f}, {seconds:.0f} seconds",
                highlight=False,
            )
            if reached < best:
                best, kept = reached, copy.deepcopy(model.state_dict())
            else:
                rate /= 2
        watched.remove()
    model.load_state_dict(kept)


def _unigram(known: torch.Tensor, test: torch.Tensor, size: int) -> float:
    """The perplexity of a text by the frequencies of another one, each word counted once more than it is there."""
    counts = Counter(known.tolist())
    nats = sum(-math.log((counts[token] + 1) / (len(known) + size)) for token in test.tolist())
    return math.exp(nats / len(test))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ptb_language", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the three text files are")
    for name, value, said in [
        ("epochs", 8, "epochs"),
        ("hidden", 200, "units of each layer, and of the embedding"),
        ("layers", 2, "layers of the LSTM"),
        ("dropout", 0.25, "probability with which a value is dropped"),
        ("batch", 20, "streams"),
        ("steps", 35, "steps of a block"),
        ("rate", 0.002, "learning rate of the first epoch"),
        ("clip", 1.0, "largest norm of the gradients"),
        ("seed", 0, "seed"),
        ("threads", 1, "cores at work"),
    ]:
        parser.add_argument(f"--{name}", type=type(value), default=value, metavar="X", help=f"{said} ({value})")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
