"""Translation: an encoder and a decoder with attention, trained on pairs of sentences, and BLEU.

N sentences run side by side as ids (N, L), int64: each ends with <eos>, and <pad> fills the rows up to the longest.
S is the length L of the source and T that of the target, E the size of an embedding, H that of a hidden state::

    h̄ = GRU(embedded source)                        keys and values    (N, S, H)
    h = GRU(embedded decoder input)                  from the h̄ of each sentence's <eos>    (N, T, H)
    q = h Waᵀ                                        queries            (N, T, H)
    c = softmax(q h̄ᵀ / √H) h̄                         contexts; the softmax is over the source's tokens, without its pads
    h̃ = tanh([c; h] Wcᵀ)                             attentional states (N, T, H)
    z = h̃ Wsᵀ + bs                                   scores             (N, T, V)

The target y₁ … y_T = <eos> is what the decoder has to say; what it reads while it is trained is <bos>, y₁ … y_{T−1}
(teacher forcing), and once it is trained <bos> and what it has said itself. No function changes its arguments, but
``train`` the weights of the model.

D. Bahdanau, K. Cho, Y. Bengio, Neural machine translation by jointly learning to align and translate, 2015; M.-T.
Luong, H. Pham, C. D. Manning, Effective approaches to attention-based neural machine translation, 2015 (Wa is its
"general" score); A. Vaswani et al., Attention is all you need, 2017 (1/√H); K. Papineni, S. Roukos, T. Ward, W.-J. Zhu,
BLEU: a method for automatic evaluation of machine translation, 2002.
"""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PAD, BOS, EOS, UNK = 0, 1, 2, 3


def vocabulary(sentences: Sequence[str]) -> dict[str, int]:
    """Number the words of these sentences: a dict from word to id.

        <pad>, <bos>, <eos>, <unk> = 0, 1, 2, 3; then each word that occurs, once, in alphabetical order

    A sentence is a text of words with spaces between them. Alphabetical is Python's order of texts.

    >>> vocabulary(["one two", "one"])
    {'<pad>': 0, '<bos>': 1, '<eos>': 2, '<unk>': 3, 'one': 4, 'two': 5}
    """
    words = sorted({word for sentence in sentences for word in sentence.split()})
    return {word: i for i, word in enumerate(["<pad>", "<bos>", "<eos>", "<unk>", *words])}


def encode(sentences: Sequence[str], vocabulary: Mapping[str, int]) -> Tensor:
    """Give the ids of N sentences, (N, L) int64: its words, then <eos>, then <pad> up to the longest of them.

    A word that is not in the vocabulary is <unk>. L is the number of words of the longest sentence, plus 1.

    >>> encode(["two one six", "one"], vocabulary(["one two"]))
    tensor([[5, 4, 3, 2],
            [4, 2, 0, 0]])
    """
    rows = [torch.tensor([*(vocabulary.get(word, UNK) for word in sentence.split()), EOS]) for sentence in sentences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


def decoder_input(target: Tensor) -> Tensor:
    """Give what the decoder reads while it learns to say ``target`` (N, T): (N, T).

        x₁ = <bos>        xₜ = yₜ₋₁

    At step t the decoder knows the words before the one that it has to say, and not that one itself.

    >>> decoder_input(torch.tensor([[7, 8, 2], [9, 2, 0]]))
    tensor([[1, 7, 8],
            [1, 9, 2]])
    """
    bos = torch.full_like(target[:, :1], BOS)
    return torch.cat([bos, target[:, :-1]], dim=1)


def attention(query: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Look up, for each query, the values whose keys fit it: context (N, T, D), weights (N, T, S).

        weights = softmax(query keysᵀ / √H)         over the S places where mask is True; 0 elsewhere
        context = weights values

    query is (N, T, H), keys (N, S, H), values (N, S, D), mask (N, S) bool with True in one place of each row at least.
    """
    scores = query @ keys.transpose(1, 2) / math.sqrt(keys.shape[2])
    # exp(−∞) = 0: a pad has no weight, and the weights of the others sum to 1.
    weights = scores.masked_fill(~mask[:, None, :], -math.inf).softmax(dim=2)
    return weights @ values, weights


class Translator(nn.Module):
    """An encoder and a decoder of one GRU layer each, with attention between them.

    ``source_size`` and ``target_size`` are the numbers of ids of the two languages, specials included; E and H are
    ``embedding`` and ``hidden``. The weights begin as PyTorch's layers have them.
    """

    def __init__(self, source_size: int, target_size: int, embedding: int, hidden: int) -> None:
        super().__init__()
        self.source_embedding = nn.Embedding(source_size, embedding)
        self.encoder = nn.GRU(embedding, hidden, batch_first=True)
        self.target_embedding = nn.Embedding(target_size, embedding)
        self.decoder = nn.GRU(embedding, hidden, batch_first=True)
        self.query = nn.Linear(hidden, hidden, bias=False)  # Wa
        self.combine = nn.Linear(2 * hidden, hidden, bias=False)  # Wc
        self.output = nn.Linear(hidden, target_size)  # Ws, bs

    def forward(self, source: Tensor, inputs: Tensor) -> Tensor:
        """Give the scores z (N, T, V) of the word that comes after each of ``inputs`` (N, T), for ``source`` (N, S).

        h̄ = GRU(source)        h₀ = h̄ at <eos>        h = GRU(inputs; h₀)
        c = attention(h Waᵀ, h̄, h̄, source ≠ <pad>)        z = tanh([c; h] Wcᵀ) Wsᵀ + bs
        """
        mask = source != PAD
        encoded, _ = self.encoder(self.source_embedding(source))

        # A pad comes after <eos>, so nothing before it has seen it; the GRU's own last state has.
        last = mask.sum(dim=1) - 1
        start = encoded[torch.arange(len(source)), last].unsqueeze(0)  # (1, N, H): one layer
        states, _ = self.decoder(self.target_embedding(inputs), start)

        context, _ = attention(self.query(states), encoded, encoded, mask)
        attentional = torch.tanh(self.combine(torch.cat([context, states], dim=2)))
        scores: Tensor = self.output(attentional)
        return scores


def masked_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Give the mean, over all tokens of the batch that are no <pad>, of −ln of the probability that each has.

        L = −1/M · Σ ln softmax(logits[n, t])[target[n, t]]        over the M places where target[n, t] ≠ <pad>

    logits is (N, T, V), target (N, T) int64.
    """
    return F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=PAD)


def train(
    model: nn.Module,
    source: Tensor,
    target: Tensor,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    clip: float,
    seed: int,
) -> list[float]:
    """Fit a model to pairs of sentences by Adam, with teacher forcing, and give the loss of each step.

        L = masked_loss(model(source, decoder_input(target)), target)
        g ← g · min(1, clip / ‖g‖)                  ‖g‖ over the gradients of all weights together
        θ ← θ − Adam(g)

    source is (N, S), target (N, T). Each epoch goes through all pairs once, in a new order that follows from ``seed``;
    the last batch is smaller where ``batch_size`` does not divide N. The loss of a step is that before the step.
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    generator = torch.Generator().manual_seed(seed)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(source), generator=generator)
        for begin in range(0, len(source), batch_size):
            batch = order[begin : begin + batch_size]
            loss = masked_loss(model(source[batch], decoder_input(target[batch])), target[batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            history.append(loss.item())
    return history


@torch.no_grad()
def translate(model: nn.Module, source: Tensor, max_length: int) -> list[list[int]]:
    """Translate the sentences of ``source`` (N, S) greedily: N lists of ids, without <bos> and <eos>.

        ŷₜ = argmax model(source, [<bos>, ŷ₁ … ŷₜ₋₁])[t]

    A sentence ends before its first <eos>, or after ``max_length`` ids. It does not end because another one has.
    """
    said = torch.full_like(source[:, :1], BOS)
    ended = torch.zeros(len(source), dtype=torch.bool)
    while said.shape[1] <= max_length and not ended.all():
        word = model(source, said)[:, -1].argmax(dim=1)
        ended |= word == EOS
        said = torch.cat([said, word[:, None]], dim=1)
    return [_until_end(row) for row in said[:, 1:].tolist()]


def _until_end(ids: list[int]) -> list[int]:
    """The ids before the first <eos>; all of them where there is none."""
    return ids[: ids.index(EOS)] if EOS in ids else ids


def bleu(candidates: Sequence[Sequence[Hashable]], references: Sequence[Sequence[Hashable]]) -> float:
    """Give the BLEU-4 of a corpus, between 0 and 100, with one reference for each candidate.

        BLEU = 100 · BP · exp(1/4 · Σₙ₌₁⁴ ln pₙ)
        pₙ = Σ min(its count in the candidate, its count in the reference) / Σ its count in the candidate
        BP = 1 if c > r, else exp(1 − r/c)

    A sentence is a sequence of words or of ids. The sums of pₙ are over the n-grams of all candidates, of each its
    own; c is the length of all candidates together, r that of all references. Where some pₙ is 0, or there is no
    n-gram of that length, so is BLEU.

    >>> bleu([["4", "0", "7", "2"]], [["4", "0", "7", "2"]])
    100.0
    """
    logarithms = 0.0
    for n in range(1, 5):
        matched = total = 0
        for candidate, reference in zip(candidates, references, strict=True):
            found, wanted = _ngrams(candidate, n), _ngrams(reference, n)
            matched += (found & wanted).total()  # & takes the smaller of the two counts
            total += found.total()
        if matched == 0:
            return 0.0
        logarithms += math.log(matched / total)
    c, r = sum(map(len, candidates)), sum(map(len, references))
    penalty = min(1.0, math.exp(1 - r / c))
    return 100 * penalty * math.exp(logarithms / 4)


def _ngrams(sentence: Sequence[Hashable], n: int) -> Counter[tuple[Hashable, ...]]:
    """How often each run of n words occurs in a sentence."""
    return Counter(tuple(sentence[i : i + n]) for i in range(len(sentence) - n + 1))
