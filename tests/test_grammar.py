"""A grammar's sentences agree with their first word, and its entropy is what they really have."""

import numpy as np
import pytest

from graders.data import grammar

SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_entropy_is_that_of_a_long_text(seed):
    rng = np.random.default_rng(seed)
    language = grammar.draw(rng)
    nats = -language.log_probabilities(language.text(rng, 200_000))
    # Sentences are independent; the nats of neighbouring tokens hardly correlate.
    assert nats.mean() == pytest.approx(language.entropy, abs=5 * nats.std() / np.sqrt(len(nats)))
    assert language.perplexity == pytest.approx(np.exp(language.entropy))
    assert 5 < language.perplexity < 8.5


@pytest.mark.parametrize("seed", SEEDS)
def test_unigrams_and_bigrams_are_counted_right_and_far_from_the_best(seed):
    rng = np.random.default_rng(seed)
    language = grammar.draw(rng)
    text = language.text(rng, 200_000)
    single = np.bincount(text, minlength=language.size) / len(text)
    pairs = np.zeros((language.size, language.size))
    np.add.at(pairs, (text[:-1], text[1:]), 1)
    following = pairs / np.maximum(pairs.sum(axis=1, keepdims=True), 1)
    assert np.exp(-np.log(single[text]).mean()) == pytest.approx(language.unigram_perplexity, rel=0.02)
    counted = np.exp(-np.log(following[text[:-1], text[1:]]).mean())
    assert counted == pytest.approx(language.bigram_perplexity, rel=0.02)
    assert language.bigram_perplexity > 1.3 * language.perplexity
    assert language.unigram_perplexity > 5 * language.perplexity


@pytest.mark.parametrize("seed", SEEDS)
def test_every_state_has_a_distribution(seed):
    language = grammar.draw(np.random.default_rng(seed))
    assert np.allclose(language.probability.sum(axis=1), 1)
    assert language.probability.min() >= 0
    assert not language.probability[:, grammar.UNKNOWN].any()
    assert language.size == len(set(language.words)) == 62
    assert language.words[grammar.UNKNOWN] == "<unk>"
    assert language.words[grammar.END] == "<eos>"
    ends = language.probability[:, grammar.END] > 0
    assert (language.successor[ends, grammar.END] == 0).all()


def test_words_agree_with_the_class_of_the_first_one():
    rng = np.random.default_rng(0)
    language = grammar.draw(rng)
    lines = language.written(language.sentences(rng, 2000)).splitlines()
    assert len(lines) == 2000
    for line in lines:
        kinds = {word[-2] for word in line.split() if word[:-2] in {*grammar.AGREEING, "complete-verb"}}
        assert len(kinds) == 1, line
    assert len({line.split()[0] for line in lines}) == grammar.CLASSES * grammar.AGREEING["determiner"]
    assert max(len(line.split()) for line in lines) > 12


def test_a_text_has_as_many_tokens_as_asked_for():
    rng = np.random.default_rng(0)
    language = grammar.draw(rng)
    for tokens in (1, 2, 7, 1000):
        text = language.text(rng, tokens)
        assert text.shape == (tokens,)
        assert text.dtype == np.int64
    rows = np.stack([language.text(rng, 30) for _ in range(5)])
    together = language.log_probabilities(rows)
    assert np.array_equal(together, [language.log_probabilities(row) for row in rows])
    assert np.isfinite(together).all()


def test_a_sentence_ends_once():
    rng = np.random.default_rng(1)
    for sentence in grammar.draw(rng).sentences(rng, 500):
        assert np.flatnonzero(sentence == grammar.END).tolist() == [len(sentence) - 1]


def test_equal_seeds_give_equal_grammars_and_others_share_no_table():
    first, again, other = (grammar.draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.words == again.words
    assert np.array_equal(first.probability, again.probability)
    # By name the same words follow, but with other probabilities; by id everything is another.
    assert sum(a == b for a, b in zip(first.words, other.words, strict=True)) < 10
    by_name = [other.words.index(word) for word in first.words]
    assert not np.allclose(first.probability[0], other.probability[0, by_name], atol=0.05)
    text = first.text(np.random.default_rng(0), 2000)
    with np.errstate(divide="ignore"):
        assert np.isinf(other.log_probabilities(text)).any()
