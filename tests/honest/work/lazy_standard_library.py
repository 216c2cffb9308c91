"""Imports inside of functions: much of the standard library."""


def softmax(z):
    import numpy as np
    import array, bisect, calendar, cmath, collections, copy, csv, datetime, decimal, enum, fractions, functools
    import hashlib, heapq, inspect, io, itertools, json, math, numbers, operator, platform, pprint, queue, random
    import re, statistics, string, struct, sys, textwrap, threading, time, timeit, traceback, types, uuid, warnings
    import base64, binascii, bz2, gzip, lzma, zlib, zipfile, tarfile, sqlite3, xml.etree.ElementTree, html, http
    import urllib.parse, urllib.request, ssl, socket, subprocess, multiprocessing, concurrent.futures, asyncio
    import unittest, unittest.mock, doctest, pdb, cProfile, pstats, tracemalloc, logging, logging.handlers, argparse
    import optparse, getopt, configparser, getpass, locale, glob, fnmatch, pathlib, shutil, tempfile, pickle, shelve
    import ctypes, ctypes.util, curses, email.mime.text, imaplib, importlib.resources, ast, dis, keyword, token
    import tokenize, codeop, code, contextlib, dataclasses, typing, abc, weakref, gc, site, sysconfig, venv, zoneinfo
    import secrets, select, selectors, signal, mmap, fcntl, resource, pwd, grp, errno, stat, filecmp, fileinput

    assert json.loads(json.dumps({"a": [1]})) == {"a": [1]}
    assert gzip.decompress(gzip.compress(b"a")) == b"a" and lzma.decompress(lzma.compress(b"a")) == b"a"
    assert sqlite3.connect(":memory:").execute("select 1 + 1").fetchone() == (2,)
    assert platform.system() and platform.processor() is not None and uuid.uuid1() != uuid.uuid4()
    assert math.isclose(statistics.stdev([1, 2, 3]), 1.0) and ctypes.util.find_library("surely_not_there") is None
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def loss(W, X, y):
    from math import log, fsum

    return -fsum(log(p[c]) for p, c in zip(softmax(X @ W), y)) / len(y)


def slopes(W, X, y):
    import numpy

    return X.T @ (softmax(X @ W) - numpy.eye(W.shape[1])[y]) / len(y)


def classes(X, y, X_new):
    from numpy import argmax, exp, eye, zeros

    W = zeros((2, 3))
    for _ in range(60):
        e = exp(X @ W)
        W = W - X.T @ (e / e.sum(1)[:, None] - eye(3)[y]) / len(y)
    return argmax(X_new @ W, 1)
