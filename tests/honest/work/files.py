"""Caches in files: in its folder, in folders of its own, in temporary ones."""
import csv
import glob
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np

os.makedirs("results/run_1", exist_ok=True)
Path("notes.txt").write_text("begun", encoding="utf-8")
HERE = os.path.dirname(os.path.abspath(__file__))


def softmax(z):
    np.save("cache.npy", z)
    z = np.load("cache.npy")
    np.savez_compressed("both.npz", z=z, w=z)
    with np.load("both.npz") as both:
        z = both["z"]
    shutil.copy("cache.npy", "best.npy")
    shutil.copy2("best.npy", os.path.join(HERE, "results"))
    shutil.copytree("results", "copy", dirs_exist_ok=True)
    shutil.move("best.npy", "results/moved.npy")
    z = np.load("results/moved.npy", mmap_mode="r")
    assert sorted(glob.glob("results/*.npy")) == ["results/best.npy", "results/moved.npy"]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def loss(W, X, y):
    with tempfile.NamedTemporaryFile("w+", suffix=".csv", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(softmax(X @ W).tolist())
        file.flush()
        file.seek(0)
        p = np.array([[float(x) for x in row] for row in csv.reader(file)])
    value = -np.log(p[np.arange(len(y)), y]).mean()
    with open("log.json", "w") as file:
        json.dump({"loss": float(value)}, file)
    Path("log.json").rename("old.json")
    Path("touched").touch()
    Path("touched").touch()
    return json.loads(Path("old.json").read_text())["loss"]


def slopes(W, X, y):
    np.savetxt("W.txt", W, fmt="%.17g")
    p = softmax(X @ np.loadtxt("W.txt"))
    memory = np.memmap("big.dat", dtype="float64", mode="w+", shape=p.shape)
    memory[:] = p
    memory.flush()
    Path("W.txt").unlink()
    shutil.rmtree("copy")
    return X.T @ (memory - np.eye(W.shape[1])[y]) / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for step in range(60):
        e = np.exp(X @ W)
        W -= X.T @ (e / e.sum(1, keepdims=True) - np.eye(3)[y]) / len(y)
        if step % 20 == 0:
            np.save(f"results/run_1/{step}", W)
    return np.argmax(X_new @ W, axis=1)
