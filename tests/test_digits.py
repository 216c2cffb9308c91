"""The embedded digits: the right images, splits that share none, and a relabelling that tells nothing."""

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest

import graders
from graders.data import digits

PER_CLASS = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def all_splits():
    return [digits.split(name) for name in digits.SPLITS]


def test_the_images_are_those_of_the_data_set():
    X, y = (np.concatenate(parts) for parts in zip(*all_splits(), strict=True))
    assert X.shape == (1797, 64)
    assert (X.min(), X.max()) == (0, 1)
    assert np.bincount(y).tolist() == PER_CLASS
    # Sorted by pixels, so that the order of the splits does not count.
    rows = np.column_stack([X * 16, y]).astype(np.uint8)
    content = rows[np.lexsort(rows.T)].tobytes()
    assert hashlib.sha256(content).hexdigest() == "922f8bcf7625699058bfcdca9f67ada239072ee6998c6c7618869bf9ed8adc35"


def test_no_image_is_in_two_splits():
    seen = [{x.tobytes() for x in split.X} for split in all_splits()]
    assert [len(split.y) for split in all_splits()] == [1097, 300, 400]
    assert sum(map(len, seen)) == len(set.union(*seen)) == 1797


def test_a_split_is_a_copy():
    digits.split("train").X[:] = 9
    assert digits.split("train").X.max() == 1


@pytest.mark.parametrize("seed", range(3))
def test_relabelling_keeps_images_and_classes_apart(seed):
    train, test = digits.relabelled(np.random.default_rng(seed), "train", "test")
    plain, plain_test = digits.split("train"), digits.split("test")
    assert not np.array_equal(train.y, plain.y)
    train, test, plain, plain_test = map(by_pixels, (train, test, plain, plain_test))
    new_label = {int(old): int(new) for old, new in zip(plain.y, train.y, strict=True)}
    assert sorted(new_label) == sorted(new_label.values()) == list(range(10))
    assert [new_label[old] for old in plain_test.y.tolist()] == test.y.tolist()
    assert np.array_equal(np.sort(train.X, axis=1), np.sort(plain.X, axis=1))
    assert not np.array_equal(train.X, plain.X)


def by_pixels(split):
    """The split in an order that neither labels nor rows nor pixels decide: that of each image's sorted pixels."""
    order = np.lexsort(np.sort(split.X, axis=1).T)
    return digits.Split(split.X[order], split.y[order])


def test_relabelling_is_one_for_all_splits_of_a_call_but_for_their_order():
    first, second = digits.relabelled(np.random.default_rng(5), "test", "test")
    assert not np.array_equal(first.y, second.y)
    first, second = by_pixels(first), by_pixels(second)
    assert np.array_equal(first.X, second.X)
    assert np.array_equal(first.y, second.y)


def test_enlarging_keeps_the_pixels_in_their_places():
    X = np.zeros((2, 64))
    X[0, 8 * 2 + 5] = 1.0  # row 2, column 5: its middle is that of rows 6 to 8 and columns 15 to 17
    X[1] = 0.25
    larger = digits.enlarged(X)
    assert larger.shape == (2, 24, 24)
    assert larger[0, 7, 16] == larger[0].max() == 1
    assert larger[0].sum() == pytest.approx(9)
    rows, columns = np.nonzero(larger[0])
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (5, 9, 14, 18)
    np.testing.assert_allclose(larger[1], 0.25)


@pytest.mark.parametrize("seed", range(3))
def test_images_are_the_digits_moved_and_with_noise_under_other_labels(seed):
    train, test = digits.images(np.random.default_rng(seed), "train", "test")
    assert train.X.shape == (1097, 28, 28)
    assert test.X.shape == (400, 28, 28)
    assert not np.array_equal(train.y, digits.split("train").y)
    # The mean of all images tells the shift, and then each image its own original: noise does not hide it.
    for found, name in ((train, "train"), (test, "test")):
        plain, larger = digits.split(name), digits.enlarged(digits.split(name).X)
        errors = {
            (down, right): np.square(found.X[:, down : down + 24, right : right + 24].mean(0) - larger.mean(0)).sum()
            for down in range(5)
            for right in range(5)
        }
        down, right = min(errors, key=errors.get)
        inner = found.X[:, down : down + 24, right : right + 24].reshape(len(found.y), -1)
        flat = larger.reshape(len(plain.y), -1)
        original = (np.square(flat).sum(1) - 2 * inner @ flat.T).argmin(axis=1)
        assert sorted(original) == list(range(len(plain.y)))
        assert (inner - flat[original]).std() == pytest.approx(digits.NOISE, rel=0.01)
        pairs = set(zip(plain.y[original].tolist(), found.y.tolist(), strict=True))
        assert len(pairs) == 10
        if name == "train":
            shift, labels = (down, right), pairs
    assert (down, right) == shift
    assert pairs == labels


def test_the_file_is_read_from_inside_a_zip(tmp_path, monkeypatch):
    package = Path(graders.__file__).parent
    archive = tmp_path / "engine.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("__init__.py", "digits.py", "digits.npz"):
            file.write(package / "data" / name, f"zipped/{name}")
    monkeypatch.syspath_prepend(str(archive))
    from zipped import digits as zipped

    assert ".zip" in zipped.__file__
    assert np.array_equal(zipped.split("test").X, digits.split("test").X)
