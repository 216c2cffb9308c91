"""Known mistakes: each stands in for one name of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (torch, F, PAD, _ngrams) is looked up
in the copy of the reference that it is put into.
"""

import math
from collections import Counter

import torch
import torch.nn.functional as F
from torch import nn

from reference.translation import BOS, EOS, PAD, UNK, _ngrams, _until_end, attention, decoder_input, masked_loss

from .lab import (
    attention_values,
    bleu_counts,
    bleu_penalty,
    encoded_sentences,
    lab,
    learns_numbers,
    loss_without_pads,
    shifted_input,
    train_order,
    train_steps,
    translate_ends,
    translate_words,
    translator_gradients,
    translator_pads,
    translator_parameters,
    translator_scores,
    vocabulary_ids,
)

# vocabulary and encode


@lab.mistake("vocabulary", caught_by=[vocabulary_ids], hint="Sort the words, and number them in that order.")
def in_order_of_appearance(sentences):
    """vocabulary numbers the words as they appear."""
    words = dict.fromkeys(word for sentence in sentences for word in sentence.split())
    return {word: i for i, word in enumerate(["<pad>", "<bos>", "<eos>", "<unk>", *words])}


@lab.mistake("vocabulary", caught_by=[vocabulary_ids], hint="A set holds each word once.")
def a_word_for_each_place(sentences):
    """vocabulary numbers a word again wherever it stands, and leaves numbers out."""
    words = sorted(word for sentence in sentences for word in sentence.split())
    return {word: i for i, word in enumerate(["<pad>", "<bos>", "<eos>", "<unk>", *words])}


@lab.mistake("vocabulary", caught_by=[vocabulary_ids], hint="The first four ids are taken: words begin at 4.", row=118)
def unknown_forgotten(sentences):
    """vocabulary has no <unk>, and the words begin at 3."""
    words = sorted({word for sentence in sentences for word in sentence.split()})
    return {word: i for i, word in enumerate(["<pad>", "<bos>", "<eos>", *words])}


@lab.mistake("vocabulary", caught_by=[vocabulary_ids], hint="A sentence is one text: split it at its spaces first.")
def letters_for_words(sentences):
    """vocabulary numbers the letters."""
    letters = sorted({letter for sentence in sentences for letter in sentence})
    return {letter: i for i, letter in enumerate(["<pad>", "<bos>", "<eos>", "<unk>", *letters])}


@lab.mistake("encode", caught_by=[encoded_sentences], hint="The decoder learns to stop by saying <eos>: append it.")
def no_end(sentences, vocabulary):
    """encode appends no <eos>."""
    rows = [torch.tensor([vocabulary.get(word, UNK) for word in sentence.split()]) for sentence in sentences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


@lab.mistake("encode", caught_by=[encoded_sentences], hint="<bos> comes with decoder_input; no sentence holds it.")
def begins_with_bos(sentences, vocabulary):
    """encode puts <bos> before the words."""
    rows = [torch.tensor([BOS, *(vocabulary.get(w, UNK) for w in text.split()), EOS]) for text in sentences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


@lab.mistake("encode", caught_by=[encoded_sentences], hint="<eos> follows a sentence's last word; pads follow <eos>.")
def end_after_pads(sentences, vocabulary):
    """encode appends <eos> behind the pads."""
    rows = [[vocabulary.get(word, UNK) for word in sentence.split()] for sentence in sentences]
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[PAD] * (longest - len(row)), EOS] for row in rows])


@lab.mistake("encode", caught_by=[encoded_sentences], hint="Pads come after the words, not before them.")
def padded_in_front(sentences, vocabulary):
    """encode puts the pads before the words."""
    rows = [[*(vocabulary.get(word, UNK) for word in sentence.split()), EOS] for sentence in sentences]
    longest = max(map(len, rows))
    return torch.tensor([[*[PAD] * (longest - len(row)), *row] for row in rows])


@lab.mistake("encode", caught_by=[encoded_sentences], hint="Fill up with <pad>, 0: a mask is made of it.")
def padded_with_ends(sentences, vocabulary):
    """encode fills the rows up with <eos>."""
    rows = [torch.tensor([*(vocabulary.get(word, UNK) for word in text.split()), EOS]) for text in sentences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=EOS)


@lab.mistake("encode", caught_by=[encoded_sentences], hint="vocabulary.get(word, UNK): a new word is <unk>.")
def unknown_is_pad(sentences, vocabulary):
    """encode makes <pad> of a word that it does not know."""
    rows = [torch.tensor([*(vocabulary.get(word, PAD) for word in text.split()), EOS]) for text in sentences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


@lab.mistake("encode", caught_by=[encoded_sentences], hint="An unknown word keeps its place, as <unk>.")
def unknown_left_out(sentences, vocabulary):
    """encode leaves out the words that it does not know."""
    rows = [torch.tensor([*(vocabulary[w] for w in text.split() if w in vocabulary), EOS]) for text in sentences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


# decoder_input


@lab.mistake(
    "decoder_input",
    caught_by=[shifted_input],
    hint="At step t the decoder may know y₁ … yₜ₋₁ only: put <bos> in front and leave the last one out.",
    row=123,
)
def not_shifted(target):
    """The decoder reads the word that it has to say."""
    return target.clone()


@lab.mistake(
    "decoder_input", caught_by=[shifted_input], hint="The other way: the word before, not the word after.", row=123
)
def shifted_forward(target):
    """The decoder reads the word after the one that it has to say."""
    return torch.cat([target[:, 1:], torch.full_like(target[:, :1], PAD)], dim=1)


@lab.mistake("decoder_input", caught_by=[shifted_input], hint="Leave the last column out: T words, T steps.")
def one_too_long(target):
    """decoder_input has T + 1 columns: nothing is left out at the end."""
    return torch.cat([torch.full_like(target[:, :1], BOS), target], dim=1)


@lab.mistake("decoder_input", caught_by=[shifted_input], hint="The sentence begins with <bos>, 1; <eos> is 2.")
def begins_with_the_end(target):
    """The decoder begins with <eos> instead of <bos>."""
    return torch.cat([torch.full_like(target[:, :1], EOS), target[:, :-1]], dim=1)


@lab.mistake("decoder_input", caught_by=[shifted_input], hint="A roll brings the last column to the front: use <bos>.")
def rolled(target):
    """The last column, rolled to the front, stands where <bos> should."""
    return target.roll(1, dims=1)


@lab.mistake("decoder_input", caught_by=[shifted_input], hint="Work on a copy: target is still needed.", row=21)
def target_overwritten(target):
    """decoder_input shifts the target itself, in place."""
    target[:, 1:] = target[:, :-1].clone()
    target[:, 0] = BOS
    return target


# attention


@lab.mistake("attention", caught_by=[attention_values], hint="Scores at pads become −∞ before the softmax.", row=122)
def pads_attended(query, keys, values, mask):
    """Attention is paid to pads: the mask is not used."""
    weights = (query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])).softmax(dim=2)
    return weights @ values, weights


@lab.mistake("attention", caught_by=[attention_values], hint="mask is True at tokens: ~mask is what is hidden.")
def mask_inverted(query, keys, values, mask):
    """Attention is paid to pads only: the mask is the wrong way round."""
    scores = query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])
    weights = scores.masked_fill(mask[:, None, :], -1e9).softmax(dim=2)
    return weights @ values, weights


@lab.mistake("attention", caught_by=[attention_values], hint="A score of 0 still has weight e⁰: it has to be −∞.")
def scores_of_pads_zero(query, keys, values, mask):
    """The scores of pads are set to 0 instead of −∞."""
    scores = query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])
    weights = (scores * mask[:, None, :]).softmax(dim=2)
    return weights @ values, weights


@lab.mistake("attention", caught_by=[attention_values], hint="Mask the scores, then take the softmax.")
def masked_after_softmax(query, keys, values, mask):
    """The weights of pads are set to 0 after the softmax, so that the others no longer sum to 1."""
    weights = (query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])).softmax(dim=2) * mask[:, None, :]
    return weights @ values, weights


@lab.mistake(
    "attention", caught_by=[attention_values], hint="Each query spreads its attention over the S places.", row=4
)
def softmax_over_queries(query, keys, values, mask):
    """softmax runs over the queries, not over the places of the source."""
    scores = query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])
    weights = scores.masked_fill(~mask[:, None, :], -1e9).softmax(dim=1) * mask[:, None, :]
    return weights @ values, weights


@lab.mistake("attention", caught_by=[attention_values], hint="Divide the scores by √H before the softmax.")
def not_scaled(query, keys, values, mask):
    """The scores are not divided by √H."""
    weights = (query @ keys.transpose(1, 2)).masked_fill(~mask[:, None, :], -math.inf).softmax(dim=2)
    return weights @ values, weights


@lab.mistake("attention", caught_by=[attention_values], hint="The square root: the variance of a score is about H.")
def divided_by_h(query, keys, values, mask):
    """The scores are divided by H instead of √H."""
    scores = query @ keys.transpose(1, 2) / keys.shape[2]
    weights = scores.masked_fill(~mask[:, None, :], -math.inf).softmax(dim=2)
    return weights @ values, weights


@lab.mistake("attention", caught_by=[attention_values], hint="H is the last axis of query and keys, not of values.")
def scaled_by_places(query, keys, values, mask):
    """The scores are divided by √S, the number of places."""
    scores = query @ keys.transpose(1, 2) / math.sqrt(keys.shape[1])
    weights = scores.masked_fill(~mask[:, None, :], -math.inf).softmax(dim=2)
    return weights @ values, weights


@lab.mistake("attention", caught_by=[attention_values], hint="Weights are positive and sum to 1: a softmax is missing.")
def no_softmax(query, keys, values, mask):
    """The scores themselves are the weights."""
    weights = (query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])).masked_fill(~mask[:, None, :], 0.0)
    return weights @ values, weights


@lab.mistake(
    "attention", caught_by=[attention_values], hint="exp of 100 overflows: use softmax, or −1e9 and the maximum."
)
def exp_by_hand(query, keys, values, mask):
    """softmax overflows where scores are large."""
    e = (query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])).exp() * mask[:, None, :]
    weights = e / e.sum(dim=2, keepdim=True)
    return weights @ values, weights


@lab.mistake("attention", caught_by=[attention_values], hint="First the context, then the weights.", row=133)
def weights_first(query, keys, values, mask):
    """attention returns the weights first."""
    scores = query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])
    weights = scores.masked_fill(~mask[:, None, :], -math.inf).softmax(dim=2)
    return weights, weights @ values


# Translator


@lab.mistake(
    "Translator.forward",
    caught_by=[translator_pads],
    hint="Take the encoder's state at <eos>, or pack the sentences: pads that follow must not be read into h₀.",
)
def state_after_pads(self, source, inputs):
    """The decoder begins from the encoder's state after the pads."""
    mask = source != PAD
    encoded, last = self.encoder(self.source_embedding(source))
    states, _ = self.decoder(self.target_embedding(inputs), last)
    context, _ = attention(self.query(states), encoded, encoded, mask)
    return self.output(torch.tanh(self.combine(torch.cat([context, states], dim=2))))


@lab.mistake(
    "Translator.forward", caught_by=[translator_pads], hint="The mask is source != PAD; give it to attention.", row=122
)
def model_attends_to_pads(self, source, inputs):
    """The model's attention is paid to pads too."""
    encoded, _ = self.encoder(self.source_embedding(source))
    start = encoded[torch.arange(len(source)), (source != PAD).sum(dim=1) - 1].unsqueeze(0)
    states, _ = self.decoder(self.target_embedding(inputs), start)
    context, _ = attention(self.query(states), encoded, encoded, torch.ones_like(source, dtype=torch.bool))
    return self.output(torch.tanh(self.combine(torch.cat([context, states], dim=2))))


def _forward(self, source, inputs, *, start=None, query=None, join=None, squash=torch.tanh, states_before=False):
    """The textbook's forward with one of its parts written otherwise."""
    mask = source != PAD
    encoded, _ = self.encoder(self.source_embedding(source))
    first = encoded[torch.arange(len(source)), mask.sum(dim=1) - 1].unsqueeze(0)
    if start is not None:
        first = start(first)
    states, _ = self.decoder(self.target_embedding(inputs), first)
    if states_before:
        states = torch.cat([first.transpose(0, 1), states[:, :-1]], dim=1)
    context, _ = attention((query or self.query)(states), encoded, encoded, mask)
    joined = torch.cat([context, states], dim=2) if join is None else join(context, states)
    return self.output(squash(self.combine(joined)))


@lab.mistake("Translator.forward", caught_by=[translator_scores], hint="Give h₀ to the decoder: it begins from it.")
def decoder_from_zero(self, source, inputs):
    """The decoder begins from 0 instead of the encoder's state."""
    from assignments.translation.mistakes import _forward

    return _forward(self, source, inputs, start=torch.zeros_like)


@lab.mistake(
    "Translator.forward", caught_by=[translator_scores], hint="torch.cat([c, h]), with c first: Wc expects it so."
)
def states_before_contexts(self, source, inputs):
    """h stands before c in [c; h]."""
    from assignments.translation.mistakes import _forward

    return _forward(self, source, inputs, join=lambda c, h: torch.cat([h, c], dim=2))


@lab.mistake("Translator.forward", caught_by=[translator_scores], hint="h̃ = tanh([c; h] Wcᵀ), and the scores are of h̃.")
def no_tanh(self, source, inputs):
    """There is no tanh around [c; h] Wcᵀ."""
    from assignments.translation.mistakes import _forward

    return _forward(self, source, inputs, squash=lambda x: x)


@lab.mistake(
    "Translator.forward",
    caught_by=[translator_scores],
    hint="Wa belongs to the score: the query is h Waᵀ, and the keys are e as it is.",
)
def without_wa(self, source, inputs):
    """The decoder's states themselves are the queries: Wa is not used."""
    from assignments.translation.mistakes import _forward

    return _forward(self, source, inputs, query=lambda h: h)


@lab.mistake(
    "Translator.forward",
    caught_by=[translator_scores],
    hint="Wa maps the decoder's states: h Waᵀ. On the keys it would have to be transposed.",
)
def wa_on_keys(self, source, inputs):
    """Wa is applied to the encoder's states instead of the decoder's."""
    mask = source != PAD
    encoded, _ = self.encoder(self.source_embedding(source))
    start = encoded[torch.arange(len(source)), mask.sum(dim=1) - 1].unsqueeze(0)
    states, _ = self.decoder(self.target_embedding(inputs), start)
    context, _ = attention(states, self.query(encoded), encoded, mask)
    return self.output(torch.tanh(self.combine(torch.cat([context, states], dim=2))))


@lab.mistake(
    "Translator.forward",
    caught_by=[translator_scores],
    hint="Attention at step t is asked by the state hₜ, after inputs[:, t] has been read.",
)
def asked_by_the_state_before(self, source, inputs):
    """Attention is asked by the state before the step."""
    from assignments.translation.mistakes import _forward

    return _forward(self, source, inputs, states_before=True)


@lab.mistake(
    "Translator.forward", caught_by=[translator_scores], hint="Attention reads e, what the encoder made of it."
)
def no_attention(self, source, inputs):
    """The context is the encoder's last state at every step: there is no attention."""
    mask = source != PAD
    encoded, _ = self.encoder(self.source_embedding(source))
    start = encoded[torch.arange(len(source)), mask.sum(dim=1) - 1].unsqueeze(0)
    states, _ = self.decoder(self.target_embedding(inputs), start)
    context = start.transpose(0, 1).expand_as(states)
    return self.output(torch.tanh(self.combine(torch.cat([context, states], dim=2))))


@lab.mistake("Translator.forward", caught_by=[translator_scores], hint="Return scores; the loss takes the softmax.")
def probabilities_for_scores(self, source, inputs):
    """The model returns probabilities instead of scores."""
    from assignments.translation.mistakes import _forward

    return _forward(self, source, inputs).softmax(dim=2)


@lab.mistake(
    "Translator.forward", caught_by=[translator_gradients], hint="The encoder learns through h₀ and through c."
)
def encoder_detached(self, source, inputs):
    """The encoder's states are detached, so the encoder learns nothing."""
    mask = source != PAD
    encoded = self.encoder(self.source_embedding(source))[0].detach()
    start = encoded[torch.arange(len(source)), mask.sum(dim=1) - 1].unsqueeze(0)
    states, _ = self.decoder(self.target_embedding(inputs), start)
    context, _ = attention(self.query(states), encoded, encoded, mask)
    return self.output(torch.tanh(self.combine(torch.cat([context, states], dim=2))))


@lab.mistake("Translator.__init__", caught_by=[translator_parameters], hint="Wa and Wc have no bias: bias=False.")
def bias_everywhere(self, source_size, target_size, embedding, hidden):
    """Wa and Wc have a bias."""
    nn.Module.__init__(self)
    self.source_embedding = nn.Embedding(source_size, embedding)
    self.encoder = nn.GRU(embedding, hidden, batch_first=True)
    self.target_embedding = nn.Embedding(target_size, embedding)
    self.decoder = nn.GRU(embedding, hidden, batch_first=True)
    self.query = nn.Linear(hidden, hidden)
    self.combine = nn.Linear(2 * hidden, hidden)
    self.output = nn.Linear(hidden, target_size)


@lab.mistake(
    "Translator.__init__",
    caught_by=[translator_parameters],
    hint="Two languages, two embeddings, each with its own size.",
)
def one_embedding(self, source_size, target_size, embedding, hidden):
    """Source and target share one embedding."""
    nn.Module.__init__(self)
    self.source_embedding = self.target_embedding = nn.Embedding(max(source_size, target_size), embedding)
    self.encoder = nn.GRU(embedding, hidden, batch_first=True)
    self.decoder = nn.GRU(embedding, hidden, batch_first=True)
    self.query = nn.Linear(hidden, hidden, bias=False)
    self.combine = nn.Linear(2 * hidden, hidden, bias=False)
    self.output = nn.Linear(hidden, target_size)


@lab.mistake("Translator.__init__", caught_by=[translator_parameters], hint="Both are GRUs: three gates, 3H rows.")
def lstm_for_gru(self, source_size, target_size, embedding, hidden):
    """The encoder and the decoder are LSTMs."""
    nn.Module.__init__(self)
    self.source_embedding = nn.Embedding(source_size, embedding)
    self.encoder = nn.LSTM(embedding, hidden, batch_first=True)
    self.target_embedding = nn.Embedding(target_size, embedding)
    self.decoder = nn.LSTM(embedding, hidden, batch_first=True)
    self.query = nn.Linear(hidden, hidden, bias=False)
    self.combine = nn.Linear(2 * hidden, hidden, bias=False)
    self.output = nn.Linear(hidden, target_size)


@lab.mistake("Translator.__init__", caught_by=[translator_parameters], hint="Leave the weights as they begin.", row=43)
def weights_of_zero(self, source_size, target_size, embedding, hidden):
    """All weights begin at 0."""
    nn.Module.__init__(self)
    self.source_embedding = nn.Embedding(source_size, embedding)
    self.encoder = nn.GRU(embedding, hidden, batch_first=True)
    self.target_embedding = nn.Embedding(target_size, embedding)
    self.decoder = nn.GRU(embedding, hidden, batch_first=True)
    self.query = nn.Linear(hidden, hidden, bias=False)
    self.combine = nn.Linear(2 * hidden, hidden, bias=False)
    self.output = nn.Linear(hidden, target_size)
    for parameter in self.parameters():
        nn.init.zeros_(parameter)


@lab.mistake(
    "Translator.__init__",
    caught_by=[translator_scores, translator_pads],
    hint="Your tensors are (N, T, E): the GRUs need batch_first=True, or they take sentences for steps.",
)
def batch_not_first(self, source_size, target_size, embedding, hidden):
    """The GRUs take the sentences for steps: batch_first is missing."""
    nn.Module.__init__(self)
    self.source_embedding = nn.Embedding(source_size, embedding)
    self.encoder = nn.GRU(embedding, hidden)
    self.target_embedding = nn.Embedding(target_size, embedding)
    decoder = nn.GRU(embedding, hidden, batch_first=True)
    self.decoder = decoder
    self.query = nn.Linear(hidden, hidden, bias=False)
    self.combine = nn.Linear(2 * hidden, hidden, bias=False)
    self.output = nn.Linear(hidden, target_size)


# masked_loss


@lab.mistake(
    "masked_loss", caught_by=[loss_without_pads], hint="ignore_index=PAD, or a mask: pads say nothing.", row=122
)
def pads_counted(logits, target):
    """The loss counts pads."""
    return F.cross_entropy(logits.flatten(0, 1), target.flatten())


@lab.mistake(
    "masked_loss", caught_by=[loss_without_pads], hint="Divide by the number of tokens that are no pads.", row=122
)
def divided_by_all_places(logits, target):
    """Pads are left out of the sum, but the mean is over all places."""
    return F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=PAD, reduction="sum") / target.numel()


@lab.mistake(
    "masked_loss",
    caught_by=[loss_without_pads],
    hint="All tokens of the batch count alike: one sum, and one division at the end.",
)
def mean_of_sentences(logits, target):
    """The loss is the mean of the sentences' means, so that tokens of short sentences count more."""
    each = F.cross_entropy(logits.transpose(1, 2), target, ignore_index=PAD, reduction="none")
    return (each.sum(dim=1) / (target != PAD).sum(dim=1)).mean()


@lab.mistake("masked_loss", caught_by=[loss_without_pads], hint="A sum over tokens, divided by their number.", row=11)
def sum_for_mean(logits, target):
    """The loss is the sum over the tokens."""
    return F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=PAD, reduction="sum")


@lab.mistake("masked_loss", caught_by=[loss_without_pads], hint="Divide by the number of tokens, not of sentences.")
def divided_by_sentences(logits, target):
    """The sum over the tokens is divided by the number of sentences."""
    total = F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=PAD, reduction="sum")
    return total / len(target)


@lab.mistake("masked_loss", caught_by=[loss_without_pads], hint="Only <pad> is left out: <eos> has to be learned.")
def ends_left_out(logits, target):
    """The loss leaves <eos> out as well."""
    return F.cross_entropy(logits.flatten(0, 1), target.masked_fill(target == EOS, PAD).flatten(), ignore_index=PAD)


@lab.mistake(
    "masked_loss",
    caught_by=[loss_without_pads],
    hint="ln softmax in one step, log_softmax or cross_entropy: the logarithm of a p that is 0 is −∞.",
    row=7,
)
def logarithm_of_zero(logits, target):
    """The logarithm is taken of a probability that is 0."""
    own = logits.softmax(dim=2).gather(2, target[..., None])[..., 0]
    return -own.log()[target != PAD].mean()


@lab.mistake("masked_loss", caught_by=[loss_without_pads], hint="The logarithm of softmax's p, not p itself.", row=5)
def no_logarithm(logits, target):
    """The loss is −p, without the logarithm."""
    return -logits.softmax(dim=2).gather(2, target[..., None])[..., 0][target != PAD].mean()


@lab.mistake("masked_loss", caught_by=[loss_without_pads], hint="cross_entropy takes scores, and does softmax itself.")
def softmax_twice(logits, target):
    """softmax is taken twice: cross_entropy does it itself."""
    return F.cross_entropy(logits.softmax(dim=2).flatten(0, 1), target.flatten(), ignore_index=PAD)


@lab.mistake("masked_loss", caught_by=[loss_without_pads], hint="ln is the natural logarithm.", row=114)
def loss_in_bits(logits, target):
    """The logarithm is to the base 2."""
    return F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=PAD) / math.log(2)


# train


def _train(
    model,
    source,
    target,
    epochs,
    batch_size,
    learning_rate,
    clip,
    seed,
    *,
    optimizer=torch.optim.Adam,
    zero=True,
    clipping=nn.utils.clip_grad_norm_,
    clip_after=False,
    generator_in_epoch=False,
    order=None,
    targets=None,
    drop_last=False,
    again=False,
    loss=masked_loss,
    read=decoder_input,
    record=torch.Tensor.item,
):
    """The textbook's train with one of its parts written otherwise."""
    adam, generator, history = optimizer(model.parameters(), lr=learning_rate), torch.Generator().manual_seed(seed), []
    for _ in range(epochs):
        if generator_in_epoch:
            generator.manual_seed(seed)
        if again:
            adam = optimizer(model.parameters(), lr=learning_rate)
        rows = torch.randperm(len(source), generator=generator) if order is None else order(len(source), generator)
        others = rows if targets is None else targets(rows, generator)
        for begin in range(0, len(rows) - batch_size + 1 if drop_last else len(rows), batch_size):
            x, y = source[rows[begin : begin + batch_size]], target[others[begin : begin + batch_size]]
            value = loss(model(x, read(y)), y)
            if zero:
                adam.zero_grad()
            value.backward()
            if not clip_after:
                clipping(model.parameters(), clip)
            adam.step()
            if clip_after:
                clipping(model.parameters(), clip)
            history.append(record(value))
    return history


def _slip(name, title, caught_by, hint, row=None, **parts):
    """A mistake in train: the textbook's with these parts."""

    def train(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
        from assignments.translation.mistakes import _train

        return _train(model, source, target, epochs, batch_size, learning_rate, clip, seed, **parts)

    train.__name__, train.__doc__ = name, title
    lab.mistake("train", caught_by=caught_by, hint=hint, row=row)(train)


def _by_tensor(parameters, clip):
    for parameter in parameters:
        nn.utils.clip_grad_norm_([parameter], clip)


def _nothing(parameters, clip):
    """No clipping."""


def _always(parameters, clip):
    """Every gradient gets the norm ``clip``."""
    found = [each.grad for each in parameters if each.grad is not None]
    norm = torch.stack([each.norm() for each in found]).norm()
    for each in found:
        each.mul_(clip / norm)


_slip(
    "gradients_pile_up",
    "The gradients of earlier steps are added to those of this one: zero_grad is missing.",
    [train_steps],
    "backward adds to what is there: set the gradients to zero before each step.",
    zero=False,
)
_slip(
    "no_clipping",
    "The gradients are not clipped.",
    [train_steps],
    "Call clip_grad_norm_ between backward and step.",
    clipping=_nothing,
)
_slip(
    "clipped_by_value",
    "Each entry of the gradients is clipped on its own, instead of their common norm.",
    [train_steps],
    "One factor for all gradients keeps their direction: clip_grad_norm_, not clip_grad_value_.",
    row=92,
    clipping=nn.utils.clip_grad_value_,
)
_slip(
    "clipped_one_by_one",
    "Each parameter's gradient is clipped to the norm on its own.",
    [train_steps],
    "The norm is that of all gradients together: hand all parameters over in one call.",
    row=92,
    clipping=_by_tensor,
)
_slip(
    "scaled_up",
    "Gradients below the limit are made larger, up to it.",
    [train_steps],
    "min(1, clip / ‖g‖): a small gradient stays as it is.",
    row=92,
    clipping=_always,
)
_slip(
    "clipped_too_late",
    "The gradients are clipped after the step, where it has no effect.",
    [train_steps],
    "backward, then clip, then step.",
    row=93,
    clip_after=True,
)
_slip(
    "sgd_for_adam",
    "The steps are those of plain gradient descent instead of Adam.",
    [train_steps],
    "torch.optim.Adam with the learning rate, and its defaults otherwise.",
    optimizer=torch.optim.SGD,
)
_slip(
    "adamw_for_adam",
    "The optimiser is AdamW, which pulls all weights towards 0 as well.",
    [train_steps],
    "torch.optim.Adam, without weight decay.",
    row=70,
    optimizer=lambda parameters, lr: torch.optim.AdamW(parameters, lr=lr, weight_decay=0.1),
)
_slip(
    "adam_begins_anew",
    "Adam is made anew in every epoch, and forgets its averages.",
    [train_steps],
    "Make the optimiser once, before the loops.",
    row=53,
    again=True,
)
_slip(
    "teacher_not_shifted",
    "The decoder reads the target that it has to say: train does not shift it.",
    [train_steps, train_order],
    "Give decoder_input(target) to the model, and target to the loss.",
    row=123,
    read=torch.Tensor.clone,
)
_slip(
    "loss_of_all_places",
    "train takes a loss that counts pads.",
    [train_order],
    "Use masked_loss in train.",
    row=122,
    loss=lambda z, y: F.cross_entropy(z.flatten(0, 1), y.flatten()),
)
_slip(
    "never_shuffled",
    "The pairs are in the same order in every epoch: that of the arguments.",
    [train_order],
    "A new permutation for each epoch.",
    order=lambda count, generator: torch.arange(count),
)
_slip(
    "shuffled_once",
    "Every epoch has the same order, for the generator is seeded again.",
    [train_order],
    "Seed the generator once, before the loops.",
    row=127,
    generator_in_epoch=True,
)
_slip(
    "seed_not_used",
    "The order does not follow from the seed.",
    [train_order],
    "torch.randperm(N, generator=torch.Generator().manual_seed(seed)).",
    order=lambda count, generator: torch.randperm(count),
)
_slip(
    "with_replacement",
    "Pairs are drawn with replacement: some twice in an epoch, some never.",
    [train_order],
    "A permutation holds each pair once.",
    order=lambda count, generator: torch.randint(count, (count,), generator=generator),
)
_slip(
    "shuffled_apart",
    "Sources and targets are shuffled apart, so that they no longer belong together.",
    [train_order],
    "The same rows of source and of target.",
    row=121,
    targets=lambda rows, generator: torch.randperm(len(rows), generator=generator),
)
_slip(
    "last_batch_dropped",
    "The last, smaller batch is left out.",
    [train_order],
    "Each epoch goes through all pairs: the last batch holds those that are left.",
    drop_last=True,
)


@lab.mistake("train", caught_by=[train_order], hint="The history has an entry for each step, not for each epoch.")
def history_of_epochs(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    """The history has one loss for each epoch."""
    from assignments.translation.mistakes import _train

    history = _train(model, source, target, epochs, batch_size, learning_rate, clip, seed)
    return torch.tensor(history).view(epochs, -1).mean(dim=1).tolist()


@lab.mistake("train", caught_by=[train_steps], hint="The loss of the batch before the step: append it as it is.")
def history_after_the_step(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    """The history holds the losses after the steps."""
    from assignments.translation.mistakes import _train

    history = _train(model, source, target, epochs, batch_size, learning_rate, clip, seed)
    with torch.no_grad():
        after = masked_loss(model(source, decoder_input(target)), target).item()
    return [*history[1:], after]


@lab.mistake("train", caught_by=[train_steps], hint="Train the model that you are given: its caller goes on with it.")
def trains_a_copy(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    """train fits a copy of the model, and the model itself stays as it is."""
    import copy

    from assignments.translation.mistakes import _train

    return _train(copy.deepcopy(model), source, target, epochs, batch_size, learning_rate, clip, seed)


# translate


@lab.mistake("translate", caught_by=[translate_ends], hint="Cut each sentence at its first <eos>.", row=124)
def never_stops(model, source, max_length):
    """Translations go on after <eos>, up to max_length."""
    said = torch.full_like(source[:, :1], BOS)
    for _ in range(max_length):
        said = torch.cat([said, model(source, said)[:, -1:].argmax(dim=2)], dim=1)
    return said[:, 1:].tolist()


@lab.mistake(
    "translate",
    caught_by=[translate_ends],
    hint="The others go on until each of them has said its own <eos>: ended.all(), not ended.any().",
    row=124,
)
def one_ends_all(model, source, max_length):
    """All translations end as soon as one of them does."""
    said = torch.full_like(source[:, :1], BOS)
    while said.shape[1] <= max_length:
        word = model(source, said)[:, -1:].argmax(dim=2)
        said = torch.cat([said, word], dim=1)
        if (word == EOS).any():
            break
    return [_until_end(row) for row in said[:, 1:].tolist()]


@lab.mistake("translate", caught_by=[translate_ends], hint="The sentence ends before <eos>: leave it out.")
def end_kept(model, source, max_length):
    """<eos> stands at the end of the translations."""
    said = torch.full_like(source[:, :1], BOS)
    for _ in range(max_length):
        said = torch.cat([said, model(source, said)[:, -1:].argmax(dim=2)], dim=1)
    return [row[: row.index(EOS) + 1] if EOS in row else row for row in said[:, 1:].tolist()]


@lab.mistake(
    "translate", caught_by=[translate_ends], hint="What comes after the first <eos> is no part of the sentence."
)
def ends_taken_out(model, source, max_length):
    """Every <eos> is taken out, and what follows it is kept."""
    said = torch.full_like(source[:, :1], BOS)
    for _ in range(max_length):
        said = torch.cat([said, model(source, said)[:, -1:].argmax(dim=2)], dim=1)
    return [[word for word in row if word != EOS] for row in said[:, 1:].tolist()]


@lab.mistake("translate", caught_by=[translate_words, translate_ends], hint="<bos> is read, not said: leave it out.")
def bos_kept(model, source, max_length):
    """<bos> stands at the beginning of the translations."""
    said = torch.full_like(source[:, :1], BOS)
    for _ in range(max_length):
        said = torch.cat([said, model(source, said)[:, -1:].argmax(dim=2)], dim=1)
    return [_until_end(row) for row in said.tolist()]


@lab.mistake("translate", caught_by=[translate_words], hint="Begin with <bos>, as in training.", row=124)
def begins_by_ending(model, source, max_length):
    """The decoder reads <eos> first instead of <bos>."""
    said = torch.full_like(source[:, :1], EOS)
    for _ in range(max_length):
        said = torch.cat([said, model(source, said)[:, -1:].argmax(dim=2)], dim=1)
    return [_until_end(row) for row in said[:, 1:].tolist()]


@lab.mistake(
    "translate",
    caught_by=[translate_words],
    hint="Give the model all that has been said, or keep its state: not the last word alone.",
    row=124,
)
def last_word_only(model, source, max_length):
    """The decoder reads the last word only, and has forgotten those before it."""
    word, said = torch.full_like(source[:, :1], BOS), []
    for _ in range(max_length):
        word = model(source, word)[:, -1:].argmax(dim=2)
        said.append(word)
    return [_until_end(row) for row in torch.cat(said, dim=1).tolist()]


@lab.mistake(
    "translate",
    caught_by=[translate_words],
    hint="There is no right answer to read here: the decoder reads what it has said itself.",
    row=124,
)
def reads_the_source(model, source, max_length):
    """The decoder reads given words instead of its own, as in training."""
    given = torch.full((len(source), max_length), BOS)
    given[:, 1 : source.shape[1] + 1] = source[:, : max_length - 1] % 4
    return [_until_end(row) for row in model(source, given).argmax(dim=2).tolist()]


@lab.mistake("translate", caught_by=[translate_words], hint="max_length counts the words that are said, without <bos>.")
def one_word_short(model, source, max_length):
    """<bos> is counted, so that the longest translations are one word short."""
    said = torch.full_like(source[:, :1], BOS)
    while said.shape[1] < max_length:
        said = torch.cat([said, model(source, said)[:, -1:].argmax(dim=2)], dim=1)
    return [_until_end(row) for row in said[:, 1:].tolist()]


@lab.mistake("translate", caught_by=[translate_words], hint="argmax, not a draw: greedy decoding has no chance in it.")
def sampled(model, source, max_length):
    """Words are drawn at random by their probabilities."""
    said = torch.full_like(source[:, :1], BOS)
    for _ in range(max_length):
        said = torch.cat([said, torch.multinomial(model(source, said)[:, -1].softmax(dim=1), 1)], dim=1)
    return [_until_end(row) for row in said[:, 1:].tolist()]


@lab.mistake("translate", caught_by=[translate_words], hint="Scores of the last step, z[:, −1], tell the next word.")
def scores_of_the_first_step(model, source, max_length):
    """The next word is taken from the scores of the first step."""
    said = torch.full_like(source[:, :1], BOS)
    for _ in range(max_length):
        said = torch.cat([said, model(source, said)[:, :1].argmax(dim=2)], dim=1)
    return [_until_end(row) for row in said[:, 1:].tolist()]


# bleu


def _bleu(candidates, references, *, clip=True, mean=math.log, back=math.exp, orders=4, penalty=None):
    """The textbook's bleu with one of its parts written otherwise."""
    total = 0.0
    for n in range(1, orders + 1):
        pairs = [(_ngrams(c, n), _ngrams(r, n)) for c, r in zip(candidates, references, strict=True)]
        matched = sum(sum(min(k, r[g]) if clip else k for g, k in c.items() if g in r) for c, r in pairs)
        if matched == 0:
            return 0.0
        total += mean(matched / sum(c.total() for c, _ in pairs))
    c, r = sum(map(len, candidates)), sum(map(len, references))
    factor = min(1.0, math.exp(1 - r / c)) if penalty is None else penalty(c, r)
    return 100 * factor * back(total / orders)


def _miscount(name, title, caught_by, hint, row=None, **parts):
    """A mistake in bleu: the textbook's with these parts."""

    def bleu(candidates, references):
        from assignments.translation.mistakes import _bleu

        return _bleu(candidates, references, **parts)

    bleu.__name__, bleu.__doc__ = name, title
    lab.mistake("bleu", caught_by=caught_by, hint=hint, row=row)(bleu)


_miscount(
    "no_brevity_penalty",
    "There is no brevity penalty.",
    [bleu_penalty],
    "Multiply by exp(1 − r/c) where the candidates are shorter than the references.",
    penalty=lambda c, r: 1.0,
)
_miscount(
    "long_ones_punished",
    "Candidates are punished for being longer than the references.",
    [bleu_penalty],
    "BP is exp(1 − r/c) where c < r, and 1 where c > r: compare with that.",
    penalty=lambda c, r: min(1.0, math.exp(1 - c / r)),
)
_miscount(
    "long_ones_rewarded",
    "The brevity penalty is above 1 where the candidates are longer.",
    [bleu_penalty],
    "BP is never above 1.",
    penalty=lambda c, r: math.exp(1 - r / c),
)
_miscount(
    "ratio_for_penalty",
    "The brevity penalty is c/r, without the exponential.",
    [bleu_penalty],
    "exp(1 − r/c), not c/r.",
    penalty=lambda c, r: min(1.0, c / r),
)
_miscount(
    "not_clipped",
    "The counts are not clipped: an n-gram said five times counts five times where the reference has it once.",
    [bleu_counts],
    "The smaller one of both counts: min(its count in the candidate, its count in the reference).",
    clip=False,
)
_miscount(
    "arithmetic_mean",
    "The precisions are averaged by their sum instead of by their logarithms.",
    [bleu_counts],
    "exp of the mean of ln p₁ … ln p₄: the geometric mean.",
    mean=lambda p: p,
    back=lambda mean: mean,
)
_miscount(
    "base_two",
    "The logarithms are to the base 2, and exp is to the base e.",
    [bleu_counts],
    "exp and ln belong together.",
    row=114,
    mean=math.log2,
)
_miscount(
    "single_words_only",
    "Only single words are counted: that is BLEU-1.",
    [bleu_counts],
    "n goes from 1 to 4.",
    orders=1,
)
_miscount(
    "up_to_three",
    "n goes from 1 to 3: range(1, 4) stops before 4.",
    [bleu_counts],
    "range(1, 5) holds 1, 2, 3 and 4.",
    orders=3,
)


@lab.mistake(
    "bleu",
    caught_by=[bleu_counts],
    hint="BLEU is that of the corpus: add the counts of all sentences up, and then divide.",
    row=115,
)
def mean_of_sentences_bleu(candidates, references):
    """The mean of the sentences' own BLEU is given, instead of the corpus's."""
    from assignments.translation.mistakes import _bleu

    return sum(_bleu([c], [r]) for c, r in zip(candidates, references, strict=True)) / len(candidates)


@lab.mistake("bleu", caught_by=[bleu_counts], hint="Compare each candidate with its own reference only.")
def all_references_at_once(candidates, references):
    """The n-grams are looked for in all references, instead of in the candidate's own."""
    logarithms = 0.0
    for n in range(1, 5):
        wanted, found = Counter(), Counter()
        for each in references:
            wanted += _ngrams(each, n)
        for each in candidates:
            found += _ngrams(each, n)
        if not (found & wanted):
            return 0.0
        logarithms += math.log((found & wanted).total() / found.total())
    c, r = sum(map(len, candidates)), sum(map(len, references))
    return 100 * min(1.0, math.exp(1 - r / c)) * math.exp(logarithms / 4)


@lab.mistake("bleu", caught_by=[bleu_counts], hint="Divide by the candidates' counts: a precision, not a recall.")
def recall_for_precision(candidates, references):
    """The counts are divided by those of the references."""
    logarithms = 0.0
    for n in range(1, 5):
        pairs = [(_ngrams(c, n), _ngrams(r, n)) for c, r in zip(candidates, references, strict=True)]
        matched = sum((c & r).total() for c, r in pairs)
        if matched == 0:
            return 0.0
        logarithms += math.log(matched / sum(r.total() for _, r in pairs))
    c, r = sum(map(len, candidates)), sum(map(len, references))
    return 100 * min(1.0, math.exp(1 - r / c)) * math.exp(logarithms / 4)


@lab.mistake("bleu", caught_by=[bleu_counts], hint="BLEU is a number between 0 and 100 here.")
def share_for_percent(candidates, references):
    """BLEU is between 0 and 1 instead of 0 and 100."""
    from assignments.translation.mistakes import _bleu

    return _bleu(candidates, references) / 100


@lab.mistake("bleu", caught_by=[bleu_counts], hint="No smoothing: where some pₙ is 0, BLEU is 0.")
def smoothed(candidates, references):
    """One is added to the counts, so that no precision is 0."""
    logarithms = 0.0
    for n in range(1, 5):
        pairs = [(_ngrams(c, n), _ngrams(r, n)) for c, r in zip(candidates, references, strict=True)]
        more = 1 if n > 1 else 0
        logarithms += math.log(
            (sum((c & r).total() for c, r in pairs) + more) / (sum(c.total() for c, _ in pairs) + more)
        )
    c, r = sum(map(len, candidates)), sum(map(len, references))
    return 100 * min(1.0, math.exp(1 - r / c)) * math.exp(logarithms / 4)


# All of it together


@lab.mistake("train", caught_by=[learns_numbers], hint="Each epoch goes through all pairs, not through one batch.")
def one_batch_an_epoch(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    """An epoch is a single batch."""
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    generator, history = torch.Generator().manual_seed(seed), []
    for _ in range(epochs):
        batch = torch.randperm(len(source), generator=generator)[:batch_size]
        loss = masked_loss(model(source[batch], decoder_input(target[batch])), target[batch])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        history.append(loss.item())
    return history
