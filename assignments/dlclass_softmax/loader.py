"""The files of MNIST that the checks write, and what is asked of the loader that reads them."""

import gzip
import struct

import numpy as np

from graders.checks import Failure, StudentError, close, parts, remark, shaped

from .adapter import column, loss_of, model_at

TRAINING = {"max_epoch": 3, "batch_size": 32, "learning_rate": 0.01, "momentum": 0.9}


def idx(array):
    """An array of bytes as an IDX file."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def centred(images):
    """Images as the statement wants them: rows of pixels ÷ 255, less the mean of each image."""
    rows = images.reshape(len(images), -1) / 255.0
    return rows - rows.mean(axis=1, keepdims=True)


def files_of(part, form, images, labels):
    """The two files of a part in one of the forms that they are found in: with a dash or a dot, compressed or not."""
    sign, ending = form
    content = {f"images{sign}idx3-ubyte{ending}": idx(images), f"labels{sign}idx1-ubyte{ending}": idx(labels)}
    return {f"{part}-{name}": gzip.compress(file, 1) if ending else file for name, file in content.items()}


LAST_BATCH = "The last batch may be smaller: ⌈N / batch_size⌉ batches, and np.array_split instead of np.split."
SPLIT = "train and val share out the training file: no image is in both, and each is in one of them."

FORMS = [("-", ""), (".", ""), ("-", ".gz"), (".", ".gz")]


def pictures(rng, N):
    """Random images of 28 × 28 bytes and their labels. Own loaders may count on that size, as MNIST has no other."""
    return rng.integers(256, size=(N, 28, 28)), rng.integers(10, size=N)


def epoch_of(loader, mode):
    """One epoch's batches: images and labels as the loader gives them."""
    try:
        epoch = list(loader)
    except StudentError as error:
        if "array split" in error.message:
            error.hint = error.hint or LAST_BATCH
        raise
    return [parts(batch, "images", "labels", what=f"a batch in mode {mode!r}") for batch in epoch]


def rows_of(images, labels):
    """A batch as arrays: rows of pixels, and labels."""
    images, labels = np.asarray(images), column(np.asarray(labels))
    if not images.ndim or images.size != len(images) * 784 or images.dtype.kind != "f":
        raise Failure(
            f"A batch of images has shape {images.shape} and type {images.dtype}; (B, 784) floats are wanted."
        )
    if labels.dtype.kind not in "iu" or labels.shape != (len(images),):
        found = f"shape {labels.shape} and type {labels.dtype}"
        raise Failure(f"The labels of a batch of {len(images)} have {found}; (B,) integers are wanted.")
    return images.reshape(len(images), 784), labels


def held_epoch(epoch, images, labels, batch_size, mode):
    """Which of the images an epoch went through: none of them twice, each centred and with its own label."""
    epoch = [rows_of(*batch) for batch in epoch]
    sizes = [len(rows) for rows, _ in epoch]
    if not sum(sizes):
        raise Failure(f"A loop over the loader of mode {mode!r} gives no samples.")
    if max(sizes) > batch_size:
        raise Failure(f"With batch_size {batch_size} the batches of mode {mode!r} hold {sizes[:20]} samples.")
    rows, given = (np.concatenate(each) for each in zip(*epoch, strict=True))
    expected = centred(images)
    # Of the centred images each row has the largest scalar product with its own, whatever was done to its scale.
    order = (rows.astype(float) @ expected.T).argmax(axis=1)
    seen = set(order.tolist())
    if len(seen) != len(rows):
        raise Failure(
            f"An epoch in mode {mode!r} gives {len(rows)} samples, and they show {len(seen)} different images.",
            hint="Each image once an epoch: a permutation does that, random draws do not.",
        )
    hint = "Pixels ÷ 255, less the mean of their own image."
    close(rows, expected[order], what=f"the images of mode {mode!r}", rtol=1e-4, atol=1e-5, hint=hint)
    hint = "Images and labels have to be indexed with the same numbers."
    close(given, labels[order], what=f"the labels of mode {mode!r}", hint=hint)
    return seen


def held_split(student, folder, images, labels):
    """Hold train and val to sharing out the training file, in whatever proportion. Gives an epoch of train."""
    N = len(images)
    loader = student.build_dataloader(folder, 1, 16, True, "train")
    training = epoch_of(loader, "train")
    seen = held_epoch(training, images, labels, 16, "train")
    try:
        validation = epoch_of(student.build_dataloader(folder, 1, 5, False, "val"), "val")
    except StudentError as error:
        if len(seen) < N or error.exception is None:
            raise
        validation = []
    if len(seen) == N and not any(len(rows) for rows, _ in validation):
        remark("The dataloader trains on the first 55,000 images, however small the file is; that is accepted.")
        held_second_epoch(student, loader, seen, folder, images, labels)
        return training
    kept = held_epoch(validation, images, labels, 5, "val")
    if seen & kept:
        raise Failure(f"{len(seen & kept)} of {len(kept)} validation images are trained on as well.", hint=SPLIT)
    if left := N - len(seen) - len(kept):
        reason = f"Of {N} images train goes through {len(seen)} and val through {len(kept)}: {left} are in neither."
        raise Failure(reason, hint=LAST_BATCH)
    if len(seen) < N / 2:
        raise Failure(f"Of {N} images {len(seen)} are trained on; it should be half of them at least.")
    held_second_epoch(student, loader, seen, folder, images, labels)
    return training


def held_second_epoch(student, loader, seen, folder, images, labels):
    """A second loop over the same loader is a second epoch; or there is none, and a Solver that can do without."""
    again = epoch_of(loader, "train")
    if any(len(rows) for rows, _ in again):
        if held_epoch(again, images, labels, 16, "train") != seen:
            raise Failure("A second loop over the loader goes through other images than the first.", hint=SPLIT)
        return
    try:
        student.Solver({"data_root": folder, "display_freq": 1000, **TRAINING}).train()
    except StudentError as error:
        if error.exception is None:
            raise
        raise Failure(
            "A second loop over the same loader gives no samples, so training ends with the first epoch.",
            hint="solver.py loops over one loader once for each epoch: begin anew in __iter__.",
        ) from None
    remark("The dataloader lasts for one loop; Solver can work with that, and it is accepted.")


def held_to_forward(student, rng, images, labels):
    """A batch as the loader gives it is one that the student's own forward can work with."""
    W, b = 0.1 * rng.normal(size=(784, 10)), np.zeros(10)
    try:
        plain = loss_of(model_at(student, W, b), *rows_of(images, labels))
        shaped(plain, what="the loss")
    except Failure as failure:
        if isinstance(failure, StudentError) and failure.exception is None:
            raise
        return  # a forward that can't work with rows of pixels either is no fault of the loader's
    shapes = f"images {np.shape(images)} and labels {np.shape(labels)}"
    hint = "Give images as (B, 784) and labels as (B,): forward takes the batches as they come."
    try:
        loss = loss_of(model_at(student, W, b), images, labels)
    except StudentError as error:
        error.hint = hint
        raise
    close(loss, np.asarray(plain), what=f"forward's loss of a batch of {shapes}", rtol=1e-4, hint=hint)


def enlarged(X):
    """Digits of 8 × 8 pixels between 0 and 1 as images of 28 × 28 bytes: three times as large, with a margin of 2."""
    small = np.round(X * 255).astype(np.uint8).reshape(-1, 8, 8)
    return np.pad(small.repeat(3, axis=1).repeat(3, axis=2), [(0, 0), (2, 2), (2, 2)])
