# 实验：带注意力的编码器-解码器
import math, random
from collections import defaultdict
import torch
import torch.nn as nn
from torch.autograd import Variable
try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None

PAD, BOS, EOS, UNK = 0, 1, 2, 3
def vocabulary(sentences):
    # 先放特殊符号，再按字母顺序放单词
    all_words = []
    for s in sentences:
        for w in s.split():
            if w not in all_words:
                all_words.append(w)
    all_words.sort()
    word2id = {}
    word2id["<pad>"] = 0
    word2id["<bos>"] = 1
    word2id["<eos>"] = 2
    word2id["<unk>"] = 3
    for i in range(len(all_words)):
        word2id[all_words[i]] = i + 4
    return word2id


def encode(sentences, vocabulary):
    max_len = 0
    for s in sentences:
        max_len = max(max_len, len(s.split()) + 1)
    result = []
    for s in sentences:
        row = []
        for w in s.split():
            try:
                row.append(vocabulary[w])
            except KeyError:
                row.append(UNK)
        row.append(EOS)
        while len(row) < max_len:
            row.append(PAD)
        result.append(row)
    return torch.LongTensor(result)


def decoder_input(target):
    N, T = target.size()
    x = torch.zeros(N, T).long()
    for t in range(T):
        x[:, t] = BOS if t == 0 else target[:, t - 1]
    return x
def attention(query, keys, values, mask):
    H = query.size(2)
    # 分数 (N, T, S)
    scores = query.matmul(keys.permute(0, 2, 1)) / math.sqrt(H)
    scores = scores.masked_fill(mask.unsqueeze(1) == False, -1e30)
    weights = nn.Softmax(dim=2)(scores)
    return weights.matmul(values), weights


class Translator(nn.Module):
    def __init__(self, source_size, target_size, embedding, hidden):
        super(Translator, self).__init__()
        self.hidden_size = hidden
        self.embedding_s = nn.Embedding(source_size, embedding)
        self.embedding_t = nn.Embedding(target_size, embedding)
        self.encoder = nn.GRU(embedding, hidden)      # 注意：不是 batch_first
        self.decoder = nn.GRU(embedding, hidden)
        self.Wa = nn.Linear(hidden, hidden, bias=False)
        self.Wc = nn.Linear(hidden * 2, hidden, bias=False)
        self.Ws = nn.Linear(hidden, target_size)

    def forward(self, source, inputs):
        N, S = source.size()
        e, _ = self.encoder(self.embedding_s(source).transpose(0, 1))
        e = e.transpose(0, 1)                        # (N, S, H)
        # 取 <eos> 处的状态
        last = (source != PAD).sum(dim=1) - 1
        index = last.view(N, 1, 1).expand(N, 1, self.hidden_size)
        h0 = e.gather(1, index).transpose(0, 1).contiguous()
        h, _ = self.decoder(self.embedding_t(inputs).transpose(0, 1), h0)
        h = h.transpose(0, 1)
        c, w = attention(self.Wa(h), e, e, source != PAD)
        z = self.Ws(torch.tanh(self.Wc(torch.cat((c, h), 2))))
        return z


def masked_loss(logits, target):
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    return criterion(logits.permute(0, 2, 1), target)
def train(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    shuffler = random.Random(seed)
    optimizer = torch.optim.Adam(params=model.parameters(), lr=learning_rate, betas=(0.9, 0.999), eps=1e-8)
    history = []
    N = source.size(0)
    model.train()
    for epoch in range(epochs):
        order = list(range(N))
        shuffler.shuffle(order)
        start = 0
        while start < N:
            idx = torch.LongTensor(order[start:start + batch_size])
            s, t = Variable(source[idx]), Variable(target[idx])
            optimizer.zero_grad()
            output = model(s, decoder_input(t))
            loss = masked_loss(output, t)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=clip, norm_type=2)
            optimizer.step()
            history.append(loss.data.item())
            start += batch_size
        print("Epoch:", epoch, "loss:", history[-1])
    return history


def translate(model, source, max_length):
    was_training = model.training
    model.eval()
    N = source.size(0)
    result = [[] for n in range(N)]
    finished = [False] * N
    inputs = torch.LongTensor([[BOS]] * N)
    with torch.no_grad():
        for t in range(max_length):
            z = model(source, inputs)
            top = z[:, t, :].topk(1, dim=1)[1]       # (N, 1)
            for n in range(N):
                if top[n, 0].item() == EOS:
                    finished[n] = True
                elif not finished[n]:
                    result[n].append(top[n, 0].item())
            if any(finished):                         # 遇到 <eos> 就停
                break
            inputs = torch.cat((inputs, top), 1)
    model.train(was_training)
    return result
def bleu(candidates, references):
    c = 0
    r = 0
    right = defaultdict(int)
    total = defaultdict(int)
    for k in range(len(candidates)):
        cand = candidates[k]
        ref = references[k]
        c += len(cand)
        r += len(ref)
        for n in [1, 2, 3, 4]:
            left = defaultdict(int)                  # 参考译文里还剩下的 n-gram
            for i in range(len(ref) - n + 1):
                left[tuple(ref[i:i + n])] += 1
            for i in range(len(cand) - n + 1):
                g = tuple(cand[i:i + n])
                total[n] += 1
                if left[g] > 0:
                    left[g] -= 1
                    right[n] += 1
    s = 0
    for n in [1, 2, 3, 4]:
        if total[n] == 0 or right[n] == 0:
            return 0
        s += 0.25 * math.log(right[n] / total[n])
    if c > r:
        BP = 1
    else:
        BP = math.exp(1 - r / c)
    return 100 * BP * math.exp(s)
