"""Coroutines: gathered, with a timeout, and in an executor."""
import asyncio

import numpy as np


async def row(r):
    await asyncio.sleep(0)
    e = np.exp(r - r.max())
    return e / e.sum()


async def rows(z):
    return await asyncio.wait_for(asyncio.gather(*(row(r) for r in z)), timeout=5)


def softmax(z):
    return np.array(asyncio.run(rows(z)))


async def log(p):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, np.log, p)


def loss(W, X, y):
    p = softmax(X @ W)
    return -asyncio.run(log(p[np.arange(len(y)), y])).mean()


def classes(X, y, X_new):
    loop = asyncio.new_event_loop()
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        p = np.array(loop.run_until_complete(rows(X @ W)))
        p[np.arange(len(y)), y] -= 1
        W -= X.T @ p / len(y)
    loop.close()
    return (X_new @ W).argmax(1)


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)
