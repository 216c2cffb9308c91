"""A file of the student's own computer."""
# told: softmax raised FileNotFoundError: [Errno 2] No such file or directory: '/home/student/Desktop/W.npy'. Files of your computer are not here: use the arguments, and load files under `if __name__ == "__main__":`.
import numpy as np


def row(r):
    e = np.exp(r - r.max())
    return e / e.sum()


def softmax(z):
    return np.load("/home/student/Desktop/W.npy")
