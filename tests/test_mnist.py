"""MNIST from its four files: found under each spelling, divided 11 : 1, and refused in one sentence where damaged."""

import gzip
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from graders.data import mnist
from graders.errors import UsageError

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def written(folder: Path, train: int = 24, test: int = 5, spelling: str = "-", zipped: bool = False) -> dict:
    """Four small files in ``folder``; gives the arrays that they hold."""
    rng = np.random.default_rng(train)
    arrays = {}
    for name, count in (("train", train), ("t10k", test)):
        arrays[f"{name}-images{spelling}idx3-ubyte"] = rng.integers(256, size=(count, 3, 4))
        arrays[f"{name}-labels{spelling}idx1-ubyte"] = rng.integers(10, size=count)
    for name, array in arrays.items():
        content = idx(array)
        path = folder / (f"{name}.gz" if zipped else name)
        path.write_bytes(gzip.compress(content, mtime=0) if zipped else content)
    return arrays


@pytest.mark.parametrize("spelling", ["-", "."])
@pytest.mark.parametrize("zipped", [False, True])
def test_the_files_are_found_under_each_spelling(tmp_path, spelling, zipped):
    images, labels, test_images, test_labels = written(tmp_path, spelling=spelling, zipped=zipped).values()
    data = mnist.load(tmp_path)
    assert np.array_equal(np.concatenate([data.train.images, data.validation.images]), images)
    assert np.array_equal(np.concatenate([data.train.y, data.validation.y]), labels)
    assert np.array_equal(data.test.images, test_images)
    assert np.array_equal(data.test.y, test_labels)
    assert data.test.y.dtype == np.int64
    assert np.allclose(data.test.X, test_images.reshape(5, 12) / 255)


@pytest.mark.parametrize(("count", "train"), [(60_000, 55_000), (600, 550), (24, 22), (25, 22), (2, 1)])
def test_the_training_file_is_divided_eleven_to_one(tmp_path, count, train):
    written(tmp_path, count)
    data = mnist.load(tmp_path)
    assert (len(data.train.y), len(data.validation.y), len(data.test.y)) == (train, count - train, 5)


def test_a_zipped_file_without_the_ending_is_read(tmp_path):
    arrays = written(tmp_path)
    (tmp_path / IMAGES).write_bytes(gzip.compress(idx(arrays[IMAGES]), mtime=0))
    assert len(mnist.load(tmp_path).train.y) == 22


def refused(folder: Path) -> str:
    with pytest.raises(UsageError) as caught:
        mnist.load(folder)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert str(folder) in sentence
    return sentence


def header(*lengths: int, kind: int = 8) -> bytes:
    return struct.pack(f">HBB{len(lengths)}I", 0, kind, len(lengths), *lengths)


def test_a_missing_file_is_named(tmp_path):
    written(tmp_path)
    (tmp_path / LABELS).unlink()
    assert f"holds no {LABELS}" in refused(tmp_path)
    assert "holds no train-images" in refused(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "begins with nothing"),
        (b"\0\0", "begins with 00 00,"),
        (b"\x89PNG", "begins with 89 50 4e 47, an IDX file of this kind with 00 00 08 03"),
        (header(24, kind=8), "begins with 00 00 08 01"),
        (header(24, 3, 4, kind=13), "begins with 00 00 0d 03"),
        (header(24, 3), "begins with 00 00 08 02"),
        (header(24, 3, 4)[:10], "ends within its header"),
        (header(24, 3, 4), "promises 288 values and holds 0"),
        (header(24, 3, 4) + bytes(287), "promises 288 values and holds 287"),
        (header(24, 3, 4) + bytes(289), "promises 288 values and holds 289"),
        (header(0, 3, 4), "promises 0 values"),
        (header(2**32 - 1, 2**32 - 1, 2**32 - 1), "values, where 1 to"),
        (header(23, 3, 4) + bytes(276), "holds 23 images and train-labels-idx1-ubyte 24 labels"),
        (header(24, 4, 3) + bytes(288), "training images of 4 × 3 pixels and test images of 3 × 4"),
        (gzip.compress(header(24, 3, 4) + bytes(288), mtime=0)[:-9], "compressed data"),
        (gzip.compress(header(24, 3, 4) + bytes(287), mtime=0), "promises 288 values and holds 287"),
        (gzip.compress(header(24, 3, 4) + bytes(289), mtime=0), "promises 288 values and holds more"),
        (gzip.compress(bytes(99), mtime=0)[:20] + bytes(40), "damaged"),
        (b"\x1f\x8b" + bytes(40), "damaged"),
    ],
)
def test_a_damaged_file_of_images_is_refused(tmp_path, content, said):
    written(tmp_path)
    (tmp_path / IMAGES).write_bytes(content)
    assert said in refused(tmp_path)


def test_labels_that_are_no_digits_are_refused(tmp_path):
    written(tmp_path)
    (tmp_path / LABELS).write_bytes(idx(np.arange(24)))
    assert "holds the label 23" in refused(tmp_path)


def test_a_single_training_image_is_too_few(tmp_path):
    written(tmp_path, 1)
    assert "holds 1 training image" in refused(tmp_path)


def test_a_bomb_is_not_unpacked(tmp_path):
    """A gigabyte of zeros behind a header that promises 288 values, and one behind a header that promises them all."""
    written(tmp_path)
    zeros = gzip.compress(bytes(1 << 20), 1, mtime=0)  # members of a gzip file follow each other
    for promise in (header(24, 3, 4), header(2**20, 32, 32)):
        (tmp_path / f"{IMAGES}").write_bytes(gzip.compress(promise, mtime=0) + zeros * 1024)
        tracemalloc.start()
        refused(tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 1 << 22
        tracemalloc.stop()


def test_a_folder_under_the_name_of_a_file_is_none(tmp_path):
    written(tmp_path)
    (tmp_path / IMAGES).unlink()
    (tmp_path / IMAGES).mkdir()
    assert "holds no" in refused(tmp_path)
