import numpy as np


def statistics(x):
    return np.mean(x, axis=0), np.var(x, axis=0, ddof=1)


def blend(old, new, share):
    return share * old + (1.0 - share) * new
