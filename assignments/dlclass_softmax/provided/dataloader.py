"""Batches of handwritten digits from the IDX files of MNIST. Provided: there is nothing to fill in here.

Images come as rows of floats, pixels divided by 255 less the mean of their own image; labels as integers. The files
may be compressed (.gz), and be called train-images-idx3-ubyte or train-images.idx3-ubyte.
"""

import gzip
import os

import numpy as np

FILES = {"train": "train", "val": "train", "test": "t10k"}


def find_file(data_root, name, dimensions):
    """The path of an IDX file, in whichever of its spellings it is there."""
    spellings = [f"{name}{sign}idx{dimensions}-ubyte{ending}" for ending in ("", ".gz") for sign in ("-", ".")]
    for spelling in spellings:
        path = os.path.join(data_root, spelling)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(f"{data_root} holds none of {', '.join(spellings)}")


def read_idx(path):
    """The array of bytes in an IDX file: images (N, rows, columns) or labels (N,)."""
    with open(path, "rb") as file:
        content = file.read()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    # Two zeros, 8 for bytes, the number of dimensions; then each dimension's length in four bytes, the largest first.
    if content[:3] != b"\x00\x00\x08":
        raise ValueError(f"{path} is no IDX file of bytes")
    dimensions = content[3]
    shape = np.frombuffer(content, dtype=">u4", count=dimensions, offset=4).astype(int)
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * dimensions).reshape(shape)


class Dataset:
    """The images and labels of one part of MNIST: of 60,000 training images 55,000 for training, 5,000 for validation.

    A smaller file is divided in the same proportion, 11 : 1.
    """

    def __init__(self, data_root, mode="train"):
        images = read_idx(find_file(data_root, f"{FILES[mode]}-images", 3))
        labels = read_idx(find_file(data_root, f"{FILES[mode]}-labels", 1))
        if len(images) != len(labels):
            raise ValueError(f"{data_root} holds {len(images)} images and {len(labels)} labels")
        middle = len(images) * 11 // 12
        part = {"train": slice(0, middle), "val": slice(middle, None), "test": slice(None)}[mode]
        self.images = images[part].reshape(len(images[part]), -1)
        self.labels = labels[part].astype(np.int64)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        """One image and its label, or those of an array of indices."""
        images = self.images[index] / 255.0
        return images - images.mean(axis=-1, keepdims=True), self.labels[index]


class Dataloader:
    """Goes through a data set in batches: each ``for`` loop over it is one epoch. The last batch may be smaller."""

    def __init__(self, dataset, batch_size, shuffle=False):
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle

    def __len__(self):
        return -(-len(self.dataset) // self.batch_size)

    def __iter__(self):
        order = np.arange(len(self.dataset))
        if self.shuffle:
            np.random.shuffle(order)
        for start in range(0, len(order), self.batch_size):
            yield self.dataset[order[start : start + self.batch_size]]


def build_dataloader(data_root, max_epoch, batch_size, shuffle=False, mode="train"):
    """A loader of the files in ``data_root``; ``mode`` is "train", "val" or "test".

    ``max_epoch`` is part of the interface and of no use here: loop over the loader once for each epoch.
    """
    return Dataloader(Dataset(data_root, mode), batch_size, shuffle)
