"""Reads the environment, the platform and the clock; asks for its own place."""
import getpass
import locale
import os
import platform
import sys
import time
import zoneinfo
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

os.environ["OMP_NUM_THREADS"] = "4"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["PATH"] += os.pathsep + "/opt/graphviz/bin"
DEBUG = os.environ.get("DEBUG", "0") == "1"
HOME = Path.home()
USER = getpass.getuser()
BERLIN = datetime(2024, 7, 1, 12, tzinfo=timezone.utc).astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))
locale.setlocale(locale.LC_ALL, "")
ROOT = Path(__file__).resolve().parent
sys.path.append(str(ROOT.parent))


def softmax(z):
    start, cpu = time.perf_counter(), time.process_time()
    e = np.exp(z - z.max(axis=1, keepdims=True))
    assert time.perf_counter() >= start and time.process_time() >= cpu
    assert BERLIN.hour == 14 and platform.python_version() and os.cpu_count() and time.strftime("%Y") > "2000"
    assert datetime.now().astimezone().tzinfo and sys.getsizeof(e) and os.getpid() and time.localtime().tm_year
    assert Path("~/x").expanduser().is_relative_to(HOME)
    return e / e.sum(axis=1, keepdims=True)


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
