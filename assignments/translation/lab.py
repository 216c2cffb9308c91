"""Translation: what is asked of translation.py, and how it is looked at.

A mistake is counted once, as far as it can be told apart. The model is given the textbook's weights and asked the same
sentences; what trains it and what translates with it is followed by the model's own scores and gradients, so that a
wrong model is counted where it is checked. Training is followed without pads, and pads are looked at on their own.
"""

import itertools

import numpy as np
import torch

import reference.translation
from graders.checks import (
    Adam,
    Failure,
    StudentError,
    at_least,
    close,
    either,
    own_draws,
    parts,
    shaped,
    training,
    unchanged,
)
from graders.data import numbers
from graders.lab import Lab
from graders.modules import module, share

lab = Lab(
    "translation",
    title="Translation",
    files=["translation.py"],
    reference=reference.translation,
    packages=["torch", "numpy"],
)

PAD, BOS, EOS, UNK = 0, 1, 2, 3
FIRST = 4  # the id of the first word

# source_size, target_size, E, H: all different, all that can be equal, one of everything. No two tensors that stand in
# different layers have the same shape, but for those that the handout puts in order.
MODELS = [(8, 7, 2, 3), (6, 6, 3, 3), (7, 5, 2, 1)]
MODEL = MODELS[0]
TALKATIVE = (*MODEL[:2], 5, 16)  # a larger one has more to say

# N, T, S, H, D of an attention: all different, all equal, one of each but the places.
ATTENTIONS = [(2, 3, 5, 4, 6), (3, 3, 3, 3, 3), (2, 3, 4, 1, 1), (4, 2, 1, 2, 3), (1, 1, 3, 2, 1)]

# Steps of Adam as the check computes them: how far float32 may lead elsewhere, as a share of the learning rate.
STRAYING = 0.02

# Over 44 seeds the reference has 0.985 to 1 of the unseen numbers right. A decoder that reads what it has to say, pairs
# shuffled apart, weights of 0, or one batch an epoch reach 0.003 at most. A model without attention reaches 0.93 to
# 0.99, and a loss that is a sum 0.99: it is the other checks that tell these from right work.
PAIRS, UNSEEN, EPOCHS, BATCH, EMBEDDING, HIDDEN, RATE, CLIP, EXACT = 2000, 400, 12, 64, 32, 64, 0.01, 1.0, 0.95


# ------------------------------------------------------------------------------------------- what is asked with


def floats(rng, *shape, scale=1.0):
    """Random numbers as a float32 tensor."""
    return torch.from_numpy((scale * rng.normal(size=shape)).astype(np.float32))


def ids(*rows, pads=0):
    """Rows of ids as an int64 tensor, with <pad> up to the longest and ``pads`` columns of it more."""
    width = max(map(len, rows)) + pads
    return torch.tensor([[*row, *[PAD] * (width - len(row))] for row in rows])


def sentence(rng, length, size):
    """Random words of a language of ``size`` ids, ``length`` tokens with <eos>."""
    return [*rng.integers(FIRST, size, size=length - 1).tolist(), EOS]


def sentences(rng, lengths, size, pads=0):
    """Random sentences of these lengths, <eos> counted."""
    return ids(*(sentence(rng, length, size) for length in lengths), pads=pads)


def shifted(reference, target):
    """What the decoder reads."""
    return torch.tensor(reference.decoder_input(target))


def translators(student, reference, rng, sizes, scale=1.5):
    """The student's model, the textbook's with random weights, and a function that gives the former the latter's."""
    what = f"Translator{sizes}"
    model, textbook = module(student.Translator(*sizes), what), module(reference.Translator(*sizes), what)
    weights = {}
    for each in textbook.anatomy.parameters:
        weights[each.name] = floats(rng, *each.shape, scale=scale / np.sqrt(each.shape[-1]))
    textbook.assign(weights)
    return model, textbook, lambda: share(textbook, model)


def filled(student, rng, scale=1.5, biases=None, sizes=MODEL):
    """A model of the student's with random weights, whatever its parameters are.

    ``biases`` are those of the scores, where they are to make some words likely or impossible.
    """
    model = module(student.Translator(*sizes), f"Translator{sizes}")
    own, weights = own_draws(rng), {}
    for each in model.anatomy.parameters:
        weights[each.name] = floats(own, *each.shape, scale=scale / np.sqrt(each.shape[-1] if each.shape else 1))
        if biases is not None and each.shape == biases.shape:
            weights[each.name] = biases
    model.assign(weights)
    return model


def log_softmax(z):
    """ln softmax along the last axis, in float64."""
    return torch.tensor(np.asarray(z, dtype=float)).log_softmax(-1).numpy()


def loss_of(logits, target):
    """The mean over the tokens that are no pads."""
    target = np.asarray(target)
    own = np.take_along_axis(log_softmax(logits), target[..., None], axis=-1)[..., 0]
    return float(-own[target != PAD].mean())


# ---------------------------------------------------------------------------------------------- sentences as ids


WORDS = ["pear", "apple", "fig", "Quince", "plum", "date", "olive", "zucchini"]


def some(rng, count, words):
    """So many of these words, each drawn anew."""
    return [words[int(i)] for i in rng.integers(len(words), size=count)]


def shuffled(rng, words):
    """The words in another order. (A recording holds numbers that were drawn, and no texts.)"""
    return [words[int(i)] for i in rng.permutation(len(words))]


def text(rng, count, words):
    """A sentence of ``count`` of these words."""
    return " ".join(some(rng, count, words))


@lab.check(points=1)
def vocabulary_ids(student, reference, rng):
    """vocabulary numbers the special words first, and then each word once, in alphabetical order."""
    few = shuffled(rng, WORDS)[:5]
    for texts in (
        [text(rng, count, WORDS) for count in (3, 1, 5, 4)],
        [" ".join(few), few[2], " ".join(few[::-1])],
        [few[0]],
    ):
        found, expected = student.vocabulary(texts), reference.vocabulary(texts)
        if not isinstance(found, dict):
            raise Failure(f"vocabulary returned a {type(found).__name__}; a dict from word to id is expected.")
        if more := [word for word in found if word not in expected]:
            raise Failure(f"vocabulary holds {more[0]!r}, which stands in none of the sentences.", hint=WHOLE_WORDS)
        close(found, expected, what="vocabulary")


WHOLE_WORDS = "Words are what stands between spaces; the special ones are <pad>, <bos>, <eos> and <unk>."


@lab.check(points=1)
def encoded_sentences(student, reference, rng):
    """encode gives the words' ids, then <eos>, then <pad> up to the longest sentence."""
    known = shuffled(rng, WORDS)
    table = {"<pad>": PAD, "<bos>": BOS, "<eos>": EOS, "<unk>": UNK}
    table |= {word: FIRST + i for i, word in enumerate(known[:6])}
    for texts in (
        [text(rng, count, known[:6]) for count in (2, 5, 1, 4)],
        [text(rng, 3, known[:6]) for _ in range(3)],
        [text(rng, 2, known[:6])],
        [f"{known[6]} {text(rng, 2, known[:6])}", f"{known[0]} {known[7]}"],  # the last two words are unknown
    ):
        found, expected = student.encode(texts, table), reference.encode(texts, table)
        close(found, expected, what="encode", hint="Each row: the words, one <eos>, then <pad>; nothing before them.")
        if np.asarray(found).dtype.kind not in "iu":
            raise Failure("encode returned floats; ids are int64.", hint="An embedding takes whole numbers only.")


@lab.check(points=1)
def shifted_input(student, reference, rng):
    """decoder_input is the target moved by one place, behind <bos>."""
    for lengths, pads in [((4, 2, 5), 0), ((3, 3, 3), 0), ((1,), 0), ((2, 1), 2)]:
        target = sentences(rng, lengths, 9, pads)
        found = unchanged(student.decoder_input, target)
        close(found, reference.decoder_input(target), what="decoder_input", hint=BEHIND)


BEHIND = "At step t the decoder reads the word before the one that it has to say; at the first step it reads <bos>."


# --------------------------------------------------------------------------------------------------- attention


@lab.check(points=2, proves=["attention"])
def attention_values(student, reference, rng):
    """attention spreads weights over the places of the source, none over pads, and averages the values by them."""
    for N, T, S, H, D in ATTENTIONS:
        mask = rng.uniform(size=(N, S)) < 0.6
        mask[:, rng.integers(S)] = True
        scale = 400.0 if H == 1 else 1.5  # scores near 2, and once of hundreds
        arguments = floats(rng, N, T, H, scale=scale), floats(rng, N, S, H), floats(rng, N, S, D)
        arguments = (*arguments, torch.from_numpy(mask))
        found = parts(unchanged(student.attention, *arguments), "context", "weights", what="attention")
        context, weights = reference.attention(*arguments)
        close(found[1], weights, what="the weights of attention", hint=SPREAD)
        close(found[0], context, what="the context of attention")


SPREAD = "softmax runs over the last axis, the places of the source, of scores divided by √H; pads have −∞ there."


# -------------------------------------------------------------------------------------------------------- loss


@lab.check(points=2)
def loss_without_pads(student, reference, rng):
    """masked_loss is the mean over all tokens of the batch that are no pads."""
    for lengths, pads, V in [((4, 4, 4), 0, 6), ((5, 1, 3), 0, 7), ((2, 4), 3, 5), ((1,), 0, 9), ((3, 3), 1, 3 + 2)]:
        target = sentences(rng, lengths, V, pads)
        logits = floats(rng, *target.shape, V, scale=2)
        found = unchanged(student.masked_loss, logits, target)
        close(found, reference.masked_loss(logits, target), what="masked_loss", hint=TOKENS)
    target = sentences(rng, (3, 2), 6)
    logits = floats(rng, 2, 3, 6, scale=500)
    close(student.masked_loss(logits, target), reference.masked_loss(logits, target), what="masked_loss of far scores")


TOKENS = "Add −ln p up over all tokens that are no <pad>, and divide by how many of them there are in the batch."


# ------------------------------------------------------------------------------------------------------- model


@lab.check(points=1)
def translator_parameters(student, reference, rng):
    """A new Translator has the parameters of the table, all of them to be trained."""
    for sizes in MODELS:
        what = f"Translator{sizes}"
        model, textbook = module(student.Translator(*sizes), what), module(reference.Translator(*sizes), what)
        share(textbook, model)
        for each in model.anatomy.parameters:
            if not each.requires_grad:
                raise Failure(f"{each} of {what} is not trained: requires_grad is False.")
    model = student.Translator(*MODEL)
    words = [np.asarray(model(ids([word, EOS]), ids([BOS]))) for word in (FIRST, FIRST + 1)]
    if words[0].shape == words[1].shape and np.array_equal(*words):
        hint = "Weights that are all alike stay alike: leave them as PyTorch's layers begin."
        raise Failure("A new model's scores are the same for different sentences.", hint=hint)


def batches(reference, rng, sizes):
    """Sources without pads and inputs of the decoder, for a model of these sizes."""
    for N, S, T in [(3, 4, 2), (2, 2, 2), (1, 3, 5), (2, 1, 1)]:
        source = sentences(rng, [S] * N, sizes[0])
        yield source, shifted(reference, sentences(rng, [T] * N, sizes[1]))


@lab.check(points=2, follows=attention_values)
def translator_scores(student, reference, rng):
    """With the textbook's weights, the model gives the textbook's scores."""
    for sizes in MODELS:
        model, textbook, give = translators(student, reference, rng, sizes)
        give()
        for source, inputs in batches(reference, rng, sizes):
            what = f"the scores of Translator{sizes}"
            close(model(source, inputs), textbook(source, inputs), what=what, hint=EQUATIONS)


EQUATIONS = "Compare with the handout equation by equation: e, h₀, h, Waᵀ on h, c before h, tanh, Ws."


@lab.check(points=1, follows=attention_values)
def translator_pads(student, reference, rng):
    """Pads in the source change nothing: a sentence has the same scores alone and beside a longer one."""
    model = filled(student, rng)
    lengths = [2, 5, 3, 1]
    source = sentences(rng, lengths, MODEL[0], pads=2)
    inputs = shifted(reference, sentences(rng, [4] * 4, MODEL[1]))
    alone = []
    for n, length in enumerate(lengths):
        alone.append(np.asarray(model(source[n : n + 1, :length], inputs[:1]), dtype=np.float32))
        shaped(alone[-1], 1, 4, MODEL[1], what="the scores of one sentence")
    if all(np.allclose(alone[0], each) for each in alone[1:]):
        raise Failure("The scores are the same whatever the source is.", hint="The decoder begins from h₀ and reads c.")
    together = model(source, inputs[:1].expand(4, -1).contiguous())
    shaped(together, 4, 4, MODEL[1], what="the scores of four sentences")
    for n, each in enumerate(alone):
        close(together[n : n + 1], each, what=f"the scores of a sentence of {lengths[n]} with pads", hint=PADDED)


PADDED = "h₀ is the encoder's state at <eos>, not after the pads, and no attention is paid to pads."


@lab.check(points=1)
def translator_gradients(student, reference, rng):
    """What flows back from the scores reaches all weights: the slopes of the scores."""
    for sizes in MODELS[:2]:
        model, textbook, give = translators(student, reference, rng, sizes, scale=1.0)
        source, inputs = sentences(rng, [4, 3], sizes[0]), shifted(reference, sentences(rng, [3, 2], sizes[1]))
        upstream = floats(rng, 2, 3, sizes[1])
        expected = textbook.gradients(source, inputs, upstream=upstream).parameters
        own = own_draws(rng)

        def textbooks(model=model, give=give, expected=expected, at=(source, inputs), upstream=upstream):
            names, found = give(), model.gradients(*at, upstream=upstream).parameters
            for name, want in expected.items():
                if (got := found[names[name]]) is None:
                    raise Failure(f"No gradient reaches {names[name]}.", hint=REACHED)
                close(got, want, what=f"the gradient of {names[name]}", hint=REACHED)

        def of_own_scores(model=model, at=(source, inputs), upstream=upstream, own=own):
            slopes(model, model.gradients(*at, upstream=upstream).parameters, at, upstream, own)

        either({"the textbook's gradients": textbooks, "the slopes of your own scores": of_own_scores})


REACHED = "Is something detached, turned into numbers, or computed under no_grad on the way from the weights?"


def slopes(model, found, at, upstream, own):
    """Hold gradients to the slopes of the model's own scores, in float32 and along random directions."""
    values, step, moved = model.state_dict(), 0.02, False
    upstream = np.asarray(upstream, dtype=float)
    for name, claimed in found.items():
        claimed = np.zeros_like(values[name]) if claimed is None else claimed
        for _ in range(2):
            way = own.normal(size=claimed.shape)
            way = (way / np.linalg.norm(way)).astype(np.float32)
            sums = []
            for side in (step, -step):
                model.assign({name: torch.from_numpy(values[name] + np.float32(side) * way)})
                sums.append(float(np.sum(np.asarray(model(*at), dtype=float) * upstream)))
            slope, claim = (sums[0] - sums[1]) / (2 * step), float(np.sum(claimed * way))
            if not abs(slope - claim) <= 0.02 * max(abs(slope), np.linalg.norm(claimed) / 3) + 2e-3:
                raise Failure(f"The gradient of {name} is not the slope of your own scores either.", hint=REACHED)
            moved = moved or abs(slope) > 0.05
        model.assign({name: torch.from_numpy(np.array(values[name]))})
    if not moved:
        raise Failure("The scores hardly depend on the weights.")


# ---------------------------------------------------------------------------------------------------- training


def followed(model, source, inputs, target, *, steps, rate, clip, factor=1.0):
    """What Adam makes of a model by its own gradients, in float64: the losses, and the weights at the end.

    The loss is ``factor`` times the textbook's. No target is a pad.
    """
    beginning = {name: np.array(value) for name, value in model.state_dict().items()}
    names = [each.name for each in model.anatomy.parameters]
    adam = Adam({name: beginning[name] for name in names}, rate, clip)
    onehot = np.eye(model_size(model, source, inputs, target))[np.asarray(target)]
    losses = []
    for _ in range(steps):
        scores = model(source, inputs)
        losses.append(factor * loss_of(scores, target))
        upstream = factor * (np.exp(log_softmax(scores)) - onehot) / target.numel()  # ∂L/∂z
        adam.step(model.gradients(source, inputs, upstream=torch.from_numpy(upstream.astype(np.float32))).parameters)
        model.assign(adam.single())
    model.assign({name: torch.from_numpy(value) for name, value in beginning.items()})
    return losses, adam.weights


def model_size(model, source, inputs, target):
    """V, where the model's scores are (N, T, V)."""
    scores = model(source, inputs)
    if not isinstance(scores, np.ndarray) or scores.ndim != 3:
        raise Failure("The model gives no scores (N, T, V), so there is nothing to train.")
    shaped(scores, *target.shape, scores.shape[2], what="the scores")
    return scores.shape[2]


@lab.check(points=2)
def train_steps(student, reference, rng):
    """train takes Adam's steps down the loss of all pairs, with gradients that are clipped together."""
    rng = own_draws(rng)
    for clip, rate in [(1e-8, 0.02), (1e30, 0.005)]:
        model = filled(student, rng, scale=1.0)
        source, target = sentences(rng, [3, 5, 4, 2, 5], MODEL[0]), sentences(rng, [4] * 5, MODEL[1])
        inputs, steps = shifted(reference, target), {"steps": 3, "rate": rate, "clip": clip}
        ways = {"the textbook's steps": followed(model, source, inputs, target, **steps)}
        if (own := other_input(student, target, inputs)) is not None:
            ways["the steps with your own decoder_input"] = followed(model, source, own, target, **steps)
        if (factor := other_loss(student, rng, target)) != 1.0:
            name = "the steps with your own masked_loss"
            ways[name] = followed(model, source, inputs, target, factor=factor, **steps)
        beginning = {name: np.array(value) for name, value in model.state_dict().items()}
        call = {"epochs": 3, "batch_size": 5, "learning_rate": rate, "clip": clip, "seed": int(rng.integers(1000))}
        history = student.train(model, source, target, **call)
        ended = model.state_dict()

        def look(losses, weights, history=history, ended=ended, beginning=beginning, rate=rate, clip=clip):
            close(history, np.asarray(losses), what="the history of train", rtol=2e-3, hint=HISTORY)
            for name, want in weights.items():
                what = f"what train added to {name}" + (" with a small clip" if clip < 1 else "")
                moved = np.asarray(ended[name], dtype=float) - beginning[name]
                # With a small clip Adam's ε is the larger one below the line, and steps are far below the rate.
                tolerance = {"rtol": 0.02, "atol": STRAYING * rate * (0.05 if clip < 1 else 1)}
                close(moved, want - beginning[name], what=what, hint=STEPS, **tolerance)

        either({name: lambda expected=expected: look(*expected) for name, expected in ways.items()})


HISTORY = "One entry for each step: the loss of its batch before the step, a number."
STEPS = "One step: the gradients from zero, backward, clip_grad_norm_ over all parameters, then Adam's step."


def other_input(student, target, textbooks):
    """What the student's decoder_input gives, where it is of the right shape and other than the textbook's."""
    try:
        own = np.asarray(student.decoder_input(target))
    except StudentError:
        return None  # it counts where it is asked for
    if own.shape != tuple(target.shape) or own.dtype.kind not in "iu" or np.array_equal(own, textbooks):
        return None
    return torch.from_numpy(own.astype(np.int64)) if own.min() >= 0 and own.max() < MODEL[1] else None


def other_loss(student, rng, target):
    """What the student's masked_loss has to be divided by to be the textbook's; 1 where no number does it."""
    ratios = []
    for logits in [floats(rng, *target.shape, MODEL[1]) for _ in range(2)]:
        try:
            value = np.asarray(student.masked_loss(logits, target), dtype=float)
        except (StudentError, TypeError, ValueError):
            return 1.0
        ratios.append(float(np.ravel(value)[0]) / loss_of(logits, target) if value.size == 1 else np.nan)
    alike = np.isclose(ratios[0], ratios[1], rtol=1e-4) and ratios[0] > 0 and not np.isclose(ratios[0], 1, rtol=1e-4)
    return float(ratios[0]) if alike else 1.0


@lab.check(points=1)
def train_order(student, reference, rng):
    """train goes through all pairs once in an epoch, in a new order each time, and keeps pairs together."""
    model = filled(student, rng)
    source, target = sentences(rng, [3, 5, 4, 2, 5], MODEL[0]), sentences(rng, [1, 4, 2, 3, 4], MODEL[1])

    textbooks = shifted(reference, target)

    def train(batch_size, seed):
        # At a learning rate of 0 a loss tells which pairs are in its batch.
        call = {"epochs": 4, "batch_size": batch_size, "learning_rate": 0.0, "clip": 1.0, "seed": seed}
        history = student.train(model, source, target, **call)
        shaped(history, 4 * -(-5 // batch_size), what=f"the history of 5 pairs in batches of {batch_size} and 4 epochs")
        return np.asarray(history, dtype=float)

    first, other, again, pairs = train(1, 3), train(1, 4), train(1, 3), train(2, 5)
    close(again, first, what="the history with the same seed again", rtol=1e-4, hint=ORDER)

    def look(inputs, loss):
        one, two = (losses_of_batches(model, source, inputs, target, size, loss) for size in (1, 2))
        orders = []
        for epoch in [*first.reshape(4, 5), *other.reshape(4, 5)]:
            orders.append(tuple(once(which(value, one)[0] for value in epoch)))
        if len(set(orders[:4])) == 1:
            raise Failure("train takes the pairs in the same order in every epoch.", hint=ORDER)
        if orders[:4] == orders[4:]:
            raise Failure("train takes the same orders whatever seed it is given.", hint=ORDER)
        for epoch in pairs.reshape(4, 3):
            once([*which(epoch[0], two), *which(epoch[1], two), *which(epoch[2], one)])

    ways = {"the textbook's losses": lambda: look(textbooks, loss_of)}
    own = other_input(student, target, textbooks)
    inputs = textbooks if own is None else own
    ways["the losses of your own decoder_input and masked_loss"] = lambda: look(inputs, student.masked_loss)
    either(ways)


ORDER = "One permutation of 0 … N − 1 for each epoch, drawn with the seed, cut into batches; the last may be smaller."


def losses_of_batches(model, source, inputs, target, size, loss):
    """The loss of each batch of so many pairs that there can be."""
    result = {}
    for batch in map(list, itertools.combinations(range(len(source)), size)):
        scores = model(source[batch], inputs[batch])
        shaped(scores, size, target.shape[1], MODEL[1], what="the scores of the model")
        value = loss(torch.from_numpy(np.asarray(scores, dtype=np.float32)), target[batch])
        shaped(value, what="masked_loss")
        result[tuple(batch)] = float(np.ravel(value)[0])
    return result


def which(loss, losses):
    """The pairs that the batch of a loss holds."""
    batch, nearest = min(losses.items(), key=lambda item: abs(item[1] - loss))
    if abs(nearest - loss) > 1e-3 * abs(nearest):
        raise Failure(
            f"{loss:.6g} in the history is the loss of no {len(batch)} of the 5 pairs.",
            hint="source and target take the same rows of each batch, and the last batch holds the rows that are left.",
        )
    return batch


def once(pairs):
    """The same pairs, all five of them; a Failure where one is there twice."""
    pairs = list(pairs)
    if len(set(pairs)) < 5:
        raise Failure("train uses a pair twice in one epoch, and leaves another one out.", hint=ORDER)
    return pairs


# ------------------------------------------------------------------------------------------------- translation


def greedy(model, source, max_length):
    """What the model says by its own scores, ``max_length`` ids for each sentence, <eos> and what follows included."""
    said = np.full((len(source), 1), BOS, dtype=np.int64)
    for _ in range(max_length):
        scores = np.asarray(model(source, torch.from_numpy(said)), dtype=float)
        if scores.ndim != 3 or scores.shape[:2] != said.shape:
            raise Failure("The model gives no scores (N, T, V), so there is nothing to translate with.")
        said = np.concatenate([said, scores[:, -1].argmax(axis=1)[:, None]], axis=1)
    return said[:, 1:].tolist()


def until_end(row):
    """The ids before the first <eos>."""
    return row[: row.index(EOS)] if EOS in row else row


def same_ids(found, expected, what):
    """Hold what was said to what is expected, sentence by sentence."""
    if not isinstance(found, list | tuple | np.ndarray):
        raise Failure(f"{what} returned a {type(found).__name__}; a list of lists of ids is expected.")
    if len(found) != len(expected):
        raise Failure(f"{what} returned {len(found)} translations; there are {len(expected)} sentences.")
    for n, (got, want) in enumerate(zip(found, expected, strict=True)):
        got = np.asarray(got)
        if got.ndim != 1 or (got.size and got.dtype.kind not in "iu"):
            raise Failure(f"Translation {n} of {what} is no list of ids.")
        if len(got) != len(want):
            hint = "Neither <bos> nor <eos> stands in it, nor anything after the first <eos>."
            raise Failure(f"Translation {n} of {what} has {len(got)} ids; {len(want)} are expected.", hint=hint)
        if want:
            close(got, np.asarray(want), what=f"translation {n} of {what}")


NEVER = -60.0


@lab.check(points=1, follows=attention_values)
def translate_words(student, reference, rng):
    """translate reads what it has said itself, and says the most probable word next."""
    biases = torch.tensor([NEVER] * FIRST + [0.0] * (MODEL[1] - FIRST))  # no sentence ends by itself
    for lengths, pads, max_length in [((4, 2, 5), 0, 5), ((3,), 2, 1), ((2, 2), 0, 8)]:
        model = filled(student, rng, scale=2.0, biases=biases, sizes=TALKATIVE)
        source = sentences(rng, lengths, MODEL[0], pads)
        same_ids(student.translate(model, source, max_length), greedy(model, source, max_length), "translate")


@lab.check(points=1, follows=attention_values)
def translate_ends(student, reference, rng):
    """A translation ends at its own <eos>, or after max_length ids."""
    count, max_length = 5, 6
    own = own_draws(rng)  # how often it is asked depends on the model
    for _ in range(60):
        # Words and <eos> take turns as they happen to, until the sentences end in different places.
        biases = torch.tensor([NEVER, NEVER, float(own.uniform(-1, 1)), NEVER] + [0.0] * (MODEL[1] - FIRST))
        model = filled(student, own, scale=4.0, biases=biases, sizes=TALKATIVE)
        source = sentences(own, own.integers(1, 6, size=count), MODEL[0])
        said = greedy(model, source, max_length)
        expected = list(map(until_end, said))
        lengths = {len(each) for each in expected}
        goes_on = any(set(row[len(each) :]) - {EOS} for row, each in zip(said, expected, strict=True))
        if len(lengths) >= 3 and max_length in lengths and goes_on:
            break
    same_ids(student.translate(model, source, max_length), expected, "translate")
    for n in [n for n, each in enumerate(expected) if len(each) < max_length][:2]:
        found = student.translate(model, source[n : n + 1], max_length)
        same_ids(found, expected[n : n + 1], "translate of one sentence")


# -------------------------------------------------------------------------------------------------------- bleu


LETTERS = list("abcde")


def corpus(rng, lengths, changed=0, longer=()):
    """Candidates and references of these lengths in which most words are the same.

    ``changed`` words of each candidate are drawn anew, and its end is longer by so many words, or shorter.
    """
    references = [some(rng, length, LETTERS) for length in lengths]
    candidates = []
    for each, more in itertools.zip_longest(references, longer, fillvalue=0):
        candidate = [*each, *some(rng, max(more, 0), LETTERS)][: len(each) + more]
        for place in rng.integers(len(candidate), size=changed):
            candidate[place] = some(rng, 1, LETTERS)[0]
        candidates.append(candidate)
    return candidates, references


@lab.check(points=1)
def bleu_counts(student, reference, rng):
    """bleu counts n-grams over the whole corpus, each as often as its reference has it."""
    hint = "Four precisions p₁ … p₄ of the whole corpus, and exp of the mean of their natural logarithms."
    # All candidates together are as long as all references, so that no penalty plays a part.
    for lengths, changed, longer in [
        ((9, 7, 12), 1, (1, 2, -3)),
        ((11,), 1, ()),
        ((4, 15, 6, 8), 1, (0, 2, -4, 2)),
        ((2, 9, 8), 0, (-1, -2, 3)),
        ((6, 3, 9, 1), 0, ()),
    ]:
        candidates, references = corpus(rng, lengths, changed, longer)
        close(student.bleu(candidates, references), reference.bleu(candidates, references), what="bleu", hint=hint)
    candidates, references = [["a", "b", "a", "b", "a", "b", "a"]], [["a", "b", "a", "b", "c", "d", "e"]]
    close(student.bleu(candidates, references), reference.bleu(candidates, references), what="bleu of repetitions")
    numbered = [[[ord(word) for word in each] for each in side] for side in corpus(rng, (9, 8), 1)]
    close(student.bleu(*numbered), reference.bleu(*numbered), what="bleu of ids", hint=hint)
    nothing = "bleu where no run of four words is right"
    close(student.bleu([list("abcde")], [list("abced")]), 0.0, what=nothing, hint="There is no smoothing.")
    close(student.bleu([list("abc"), ["d"]], [list("abc"), ["d"]]), 0.0, what="bleu without a run of four words")


@lab.check(points=1)
def bleu_penalty(student, reference, rng):
    """bleu has a brevity penalty, from the lengths of the whole corpus."""
    for lengths, longer, missing in [
        ((9, 7, 12), (), 5),
        ((8, 6), (1, 1), 1),
        ((7, 9, 8), (2, 3, 2), 9),
        ((9, 5), (3, 1), 4),
        ((7, 6), (0, 2), 3),
    ]:
        candidates, references = corpus(rng, lengths, 0, longer)
        # Words that no candidate has, at the end of one reference: they change its length and nothing else.
        lengthened = [list(each) for each in references]
        lengthened[int(rng.integers(len(lengthened)))] += ["x"] * missing
        found, expected = student.bleu(candidates, lengthened), reference.bleu(candidates, lengthened)
        plain = student.bleu(candidates, references)
        shaped(found, what="bleu")
        shaped(plain, what="bleu")
        c, r = (sum(map(len, side)) for side in (candidates, lengthened))
        penalty = min(1.0, np.exp(1 - r / c))

        def textbook(found=found, expected=expected):
            close(found, expected, what="bleu", hint=BREVITY)

        def of_own_counts(found=found, plain=plain, penalty=penalty):
            if not np.ravel(plain)[0] > 0:
                raise Failure("bleu is 0 where most words are right.")
            close(np.ravel(found)[0] / np.ravel(plain)[0], penalty, what="the brevity penalty", hint=BREVITY)

        either({"the value": textbook, "the penalty of your own counts": of_own_counts})


BREVITY = "BP = exp(1 − r/c) where all candidates together are shorter than all references, and 1 elsewhere."


# ------------------------------------------------------------------------------------------------------- learns


@lab.check(points=1, fresh=True, seconds=60, memory=1024)
def learns_numbers(student, reference, rng):
    """A new model learns to write numbers: 95 % of unseen ones below 10,000 are right in every digit."""
    rng = own_draws(rng)
    seen, unseen = numbers.relabelled(rng, PAIRS, UNSEEN)
    words, digits = (reference.vocabulary(each) for each in (seen.words, seen.digits))
    source, target = reference.encode(seen.words, words), reference.encode(seen.digits, digits)
    asked = reference.encode(unseen.words, words)
    model = student.Translator(len(words), len(digits), EMBEDDING, HIDDEN)
    history = student.train(
        model,
        torch.from_numpy(source),
        torch.from_numpy(target),
        epochs=EPOCHS,
        batch_size=BATCH,
        learning_rate=RATE,
        clip=CLIP,
        seed=int(rng.integers(2**31)),
    )
    training(history)
    found = student.translate(model, torch.from_numpy(asked), 6)
    wanted = [[digits[word] for word in each.split()] for each in unseen.digits]
    if not isinstance(found, list | tuple) or len(found) != len(wanted):
        raise Failure(f"translate gives no list of {len(wanted)} translations.")
    right = [np.array_equal(got, want) for got, want in zip(found, wanted, strict=True)]
    at_least(float(np.mean(right)), EXACT, what="the share of unseen numbers that are right")
