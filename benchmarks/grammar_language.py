"""``python -m benchmarks.grammar_language``: how near a language model comes to the best possible perplexity.

The reference of the lab ``language_model`` is trained on sentences of a grammar that is drawn anew for each seed, as
the lab's last check trains a student's. How well a grammar's sentences can be foretold at best is known exactly, and so
is how well by the frequency of the words, or by the word before.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from graders.data import grammar
from reference.language_model import LanguageModel, batches, evaluate, train

EMBEDDING, HIDDEN, LAYERS, DROPOUT = 32, 64, 1, 0.1
BATCH, STEPS, RATE, CLIP = 40, 20, 0.01, 1.0
UNSEEN = 50_000


def main() -> int:
    """Train, and print the table."""
    options = _options()
    torch.set_num_threads(1)
    console = Console(width=None if sys.stdout.isatty() else 110)
    table = Table(title=f"perplexity after {options.epochs} × {options.tokens:,} tokens")
    for name in ("seed", "words alone", "word before", "best possible", "training", "new text", "ratio", "seconds"):
        table.add_column(name, justify="right")
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    ratios = []
    with Progress(*columns, console=console, transient=True) as progress:
        blocks = len(batches(torch.zeros(options.tokens), BATCH, STEPS))
        task = progress.add_task("", total=options.seeds * options.epochs * blocks)
        for seed in range(options.seeds):
            progress.update(task, description=f"seed {seed}")
            rng = np.random.default_rng(seed)
            language = grammar.draw(rng)
            known, unseen = (torch.from_numpy(language.text(rng, tokens)) for tokens in (options.tokens, UNSEEN))
            torch.manual_seed(seed)
            model = LanguageModel(language.size, EMBEDDING, HIDDEN, LAYERS, DROPOUT)
            watched = model.register_forward_hook(lambda *_: progress.advance(task))
            start = time.perf_counter()
            settings = {"batch": BATCH, "steps": STEPS, "learning_rate": RATE, "clip": CLIP}
            train(model, known, epochs=options.epochs, seed=seed, **settings)
            seconds = time.perf_counter() - start
            watched.remove()
            # What the best model reaches on this very text: a little beside exp(H) by the luck of the draw.
            best = float(np.exp(-language.log_probabilities(unseen.numpy())[1:].mean()))
            reached, learnt = (evaluate(model, text, 1, 200) for text in (unseen, known[:UNSEEN]))
            ratios.append(reached / best)
            figures = language.unigram_perplexity, language.bigram_perplexity, language.perplexity, learnt, reached
            table.add_row(str(seed), *(f"{each:.2f}" for each in figures), f"{ratios[-1]:.3f}", f"{seconds:.1f}")
    console.print(table)
    console.print(
        f"ratio to the best possible on the same text: {min(ratios):.3f} to {max(ratios):.3f}; bar: at most 1.15"
    )
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grammar_language", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, metavar="N", help="how many grammars (5)")
    parser.add_argument("--tokens", type=int, default=200_000, metavar="N", help="tokens to learn from (200,000)")
    parser.add_argument("--epochs", type=int, default=1, metavar="N", help="how often they are gone through (1)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
