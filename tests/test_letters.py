"""The embedded letters: the same ones for a seed on every machine, balanced, told apart, and relabelled in secret."""

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest

import graders
from graders.data import letters


def test_the_glyphs_are_those_of_the_file():
    dots = np.load(Path(letters.__file__).with_name("letters.npz"))["dots"]
    assert dots.shape == (letters.FACES, letters.CLASSES, 136, 17)
    assert (
        hashlib.sha256(dots.tobytes()).hexdigest() == "4f41750685a9abf7fd04230861153728f9afed4a93a5c2e51f072c5a860d0f27"
    )


def test_the_same_seed_gives_the_same_letters():
    first, again, other = letters.letters(5, 100), letters.letters(5, 100), letters.letters(6, 100)
    assert np.array_equal(first.x, again.x)
    assert np.array_equal(first.y, again.y)
    assert not np.array_equal(first.x, other.x)


def test_a_letter_is_a_column_of_grey_pixels():
    x, y = letters.letters(0, 1000)
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((1000, 289, 1), np.float64, (1000,), np.int64)
    assert (x.min(), x.max()) == (0, 1)
    # Nothing is cut off by the frame: beside the noise, its pixels are white.
    frame = x.reshape(-1, 17, 17)[:, [0, -1]]
    assert frame.mean() == pytest.approx(letters.NOISE / np.sqrt(2 * np.pi), abs=0.002)


@pytest.mark.parametrize("count", [1, 26, 1000])
def test_classes_are_balanced(count):
    counts = np.bincount(letters.letters(1, count).y, minlength=letters.CLASSES)
    assert counts.max() - counts.min() <= 1
    assert counts.sum() == count


def test_letters_can_be_told_apart():
    """The nearest of the classes' means is the right one for 93 % of 10,000; by chance it would be for 4 %."""
    (x, y), (unseen, label) = letters.letters(2, 5200), letters.letters(3, 2600)
    means = np.array([x[y == letter].mean(axis=0)[:, 0] for letter in range(letters.CLASSES)])
    nearest = (2 * unseen[:, :, 0] @ means.T - (means**2).sum(axis=1)).argmax(axis=1)
    assert np.mean(nearest == label) > 0.90


def test_angles_in_between_are_mixtures():
    """Half a degree apart, two images of a glyph differ little, so that mixing them is as good as turning."""
    turned = letters._turned()
    steps = np.abs(np.diff(turned, axis=2))
    halfway = np.abs(turned[:, :, 1:-1] - (turned[:, :, :-2] + turned[:, :, 2:]) / 2)
    assert steps.max() < 0.3
    assert halfway.mean() < 0.005


def test_splits_share_no_image():
    sizes = {name: count for name, (_, count) in letters.SPLITS.items()}
    assert sizes == {"train": 60_000, "validation": 10_000, "test": 10_000}
    assert len({seed for seed, _ in letters.SPLITS.values()}) == 3
    validation, test = letters.split("validation"), letters.split("test")
    assert len(validation.y) == 10_000
    assert not {row.tobytes() for row in validation.x} & {row.tobytes() for row in test.x}


@pytest.mark.parametrize("seed", range(3))
def test_relabelling_keeps_letters_and_classes_apart(seed):
    known, unseen = letters.relabelled(seed, 1300, 260)
    assert (known.x.shape, unseen.x.shape) == ((1300, 289, 1), (260, 289, 1))
    means = np.array([known.x[known.y == label].mean(axis=0)[:, 0] for label in range(letters.CLASSES)])
    nearest = (2 * unseen.x[:, :, 0] @ means.T - (means**2).sum(axis=1)).argmax(axis=1)
    assert np.mean(nearest == unseen.y) > 0.85  # both splits have the same labels and pixels
    x, y = letters.letters(0, 1300)
    plain = np.array([x[y == label].mean(axis=0)[:, 0] for label in range(letters.CLASSES)])
    nearest = (2 * unseen.x[:, :, 0] @ plain.T - (plain**2).sum(axis=1)).argmax(axis=1)
    assert np.mean(nearest == unseen.y) < 0.4  # and others than the letters have


def test_the_file_is_read_from_inside_a_zip(tmp_path, monkeypatch):
    package = Path(graders.__file__).parent
    archive = tmp_path / "engine.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("__init__.py", "letters.py", "letters.npz"):
            file.write(package / "data" / name, f"lettered/{name}")
    monkeypatch.syspath_prepend(str(archive))
    from lettered import letters as zipped

    assert ".zip" in zipped.__file__
    assert np.array_equal(zipped.letters(4, 26).x, letters.letters(4, 26).x)
