# Abgabe Übersetzung, GRU von Hand
import numpy as np
import torch
from torch import nn

PAD = 0; BOS = 1; EOS = 2; UNK = 3


def vocabulary(sentences):
    alphabet = np.unique([w for satz in sentences for w in satz.split()]) if sentences else []
    tabelle = dict(zip(["<pad>", "<bos>", "<eos>", "<unk>"], range(4)))
    tabelle.update((str(w), 4 + k) for k, w in enumerate(alphabet))
    return tabelle


def encode(sentences, vocabulary):
    listen = [[vocabulary.get(w, UNK) for w in satz.split()] + [EOS] for satz in sentences]
    laenge = max(len(l) for l in listen)
    return torch.as_tensor(np.array([l + [PAD] * (laenge - len(l)) for l in listen], dtype=np.int64))


def decoder_input(target):
    x = torch.roll(target, 1, dims=1)      # roll macht eine Kopie
    x[:, 0] = BOS
    return x


def attention(query, keys, values, mask):
    s = torch.einsum("nth,nsh->nts", query, keys) / keys.shape[2] ** 0.5
    s = s + torch.log(mask.to(s.dtype)).unsqueeze(1)      # log 0 = -inf
    weights = torch.softmax(s, 2)
    return torch.einsum("nts,nsd->ntd", weights, values), weights


class Gru(nn.Module):
    def __init__(self, ein, h):
        super().__init__()
        grenze = 1 / h ** 0.5                              # wie in nn.GRU
        self.W = nn.Parameter(torch.empty(3 * h, ein).uniform_(-grenze, grenze))
        self.U = nn.Parameter(torch.empty(3 * h, h).uniform_(-grenze, grenze))
        self.b = nn.Parameter(torch.empty(3 * h).uniform_(-grenze, grenze))
        self.d = nn.Parameter(torch.empty(3 * h).uniform_(-grenze, grenze))

    def zelle(self, x, h):
        xr, xz, xn = (x @ self.W.T + self.b).chunk(3, dim=1)
        hr, hz, hn = (h @ self.U.T + self.d).chunk(3, dim=1)
        r = torch.sigmoid(xr + hr)
        z = torch.sigmoid(xz + hz)
        n = torch.tanh(xn + r * hn)
        return (1 - z) * n + z * h

    def forward(self, x, h):
        alle = []
        for t in range(x.shape[1]):
            h = self.zelle(x[:, t], h)
            alle.append(h)
        return torch.stack(alle, 1)


class Translator(nn.Module):
    def __init__(self, source_size, target_size, embedding, hidden):
        super().__init__()
        self.H = hidden
        self.Es = nn.Parameter(torch.randn(source_size, embedding))
        self.enc = Gru(embedding, hidden)
        self.Et = nn.Parameter(torch.randn(target_size, embedding))
        self.dec = Gru(embedding, hidden)
        g = lambda ein: 1 / ein ** 0.5                     # nn.Linear: U(-1/sqrt(ein), 1/sqrt(ein))
        self.Wa = nn.Parameter(torch.empty(hidden, hidden).uniform_(-g(hidden), g(hidden)))
        self.Wc = nn.Parameter(torch.empty(hidden, 2 * hidden).uniform_(-g(2 * hidden), g(2 * hidden)))
        self.Ws = nn.Parameter(torch.empty(target_size, hidden).uniform_(-g(hidden), g(hidden)))
        self.bs = nn.Parameter(torch.empty(target_size).uniform_(-g(hidden), g(hidden)))

    def forward(self, source, inputs):
        N = source.shape[0]
        e = self.enc(self.Es[source], torch.zeros(N, self.H))
        letztes = (source == EOS).int().argmax(1)          # Stelle von <eos>
        h0 = e[torch.arange(N), letztes]
        h = self.dec(self.Et[inputs], h0)
        c, _ = attention(h @ self.Wa.T, e, e, source != PAD)
        return torch.tanh(torch.cat([c, h], 2) @ self.Wc.T) @ self.Ws.T + self.bs


def masked_loss(logits, target):
    echt = (target != PAD).float()
    nll = -torch.log_softmax(logits, 2).gather(2, target[:, :, None])[:, :, 0]      # (N, T)
    pro_satz = (nll * echt).sum(1) / echt.sum(1)           # Mittel über die Wörter eines Satzes
    return pro_satz.mean()


def train(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    wuerfel = np.random.default_rng(seed)
    gewichte = list(model.parameters())
    opt = torch.optim.Adam(gewichte, learning_rate)
    kurve = []
    for epoche in range(epochs):
        reihenfolge = wuerfel.permutation(len(source))
        for k in range(0, len(source), batch_size):
            zeilen = torch.from_numpy(reihenfolge[k:k + batch_size])
            L = masked_loss(model(source[zeilen], decoder_input(target[zeilen])), target[zeilen])
            model.zero_grad()
            L.backward()
            norm = torch.norm(torch.stack([w.grad.norm() for w in gewichte if w.grad is not None]))
            faktor = min(1.0, clip / max(norm.item(), 1e-12))
            for w in gewichte:
                if w.grad is not None:
                    w.grad *= faktor
            opt.step()
            kurve.append(L.detach().numpy().item())
    return kurve


def translate(model, source, max_length):
    with torch.no_grad():
        ergebnis = []
        for n in range(len(source)):                       # Satz für Satz
            satz = []
            while len(satz) < max_length:
                z = model(source[n:n + 1], torch.tensor([[BOS] + satz]))
                wort = int(z[0, len(satz)].argmax())
                if wort == EOS:
                    break
                satz.append(wort)
            ergebnis.append(satz)
        return ergebnis


def bleu(candidates, references):
    log_p = 0.0
    for n in range(1, 5):
        zaehler, nenner = 0, 0
        for kand, ref in zip(candidates, references):
            k = [tuple(kand[i:i + n]) for i in range(len(kand) - n + 1)]
            r = [tuple(ref[i:i + n]) for i in range(len(ref) - n + 1)]
            for g in set(k):
                zaehler += min(k.count(g), r.count(g))
            nenner += len(k)
        if zaehler == 0 or nenner == 0:
            return 0.0
        log_p += np.log(zaehler / nenner) / 4
    c = sum(len(k) for k in candidates)
    r = sum(len(k) for k in references)
    bp = np.exp(min(0.0, 1 - r / c))
    return float(100 * bp * np.exp(log_p))
