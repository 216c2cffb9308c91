import math
from collections import Counter


def count_ngrams(sentences, n):
    """n-grams of all sentences together; none goes over the end of a sentence"""
    counts = Counter()
    for words in sentences:
        counts.update(tuple(words[i:i + n]) for i in range(len(words) - n + 1))
    return counts


def brevity_penalty(candidates, references):
    c = sum(map(len, candidates))
    r = sum(map(len, references))
    return 1.0 if c > r else math.exp(1 - r / c)
