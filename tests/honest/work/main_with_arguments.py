#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""A program: arguments, a main, a guard."""
import argparse
import sys

import numpy as np


def parse(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lr", type=float, default=1.0)
    parser.add_argument("--steps", type=int, default=60)
    return parser.parse_args(argv)


args, _ = argparse.ArgumentParser().parse_known_args()


def classes(X, y, X_new, options=parse([])):
    W = np.zeros((X.shape[1], 3))
    for _ in range(options.steps):
        W -= options.lr * slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)


def main():
    options = parse()
    name = input("Who are you? ")
    print(name, options, open("data.csv").read())
    return 0


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


if __name__ == "__main__":
    sys.exit(main())
