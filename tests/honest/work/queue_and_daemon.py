"""A producer and a consumer with a queue; a daemon that waits for ever; a timer that is cancelled."""
import queue
import threading

import numpy as np

tasks, results = queue.Queue(), queue.Queue()


def work():
    while True:
        i, row = tasks.get()
        e = np.exp(row - row.max())
        results.put((i, e / e.sum()))
        tasks.task_done()


threading.Thread(target=work, daemon=True).start()
timer = threading.Timer(3600, print)
timer.daemon = True
timer.start()


def softmax(z):
    for item in enumerate(z):
        tasks.put(item)
    tasks.join()
    got = dict(results.get() for _ in z)
    return np.stack([got[i] for i in range(len(z))])


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)


timer.cancel()
