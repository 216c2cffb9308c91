"""我自己写的 LSTM 单元"""
import torch
from torch import nn


class MyCell(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        k = n_hidden ** -0.5
        self.w_ih = nn.Parameter(torch.empty(4 * n_hidden, n_in).uniform_(-k, k))
        self.w_hh = nn.Parameter(torch.empty(4 * n_hidden, n_hidden).uniform_(-k, k))
        self.b_ih = nn.Parameter(torch.empty(4 * n_hidden).uniform_(-k, k))
        self.b_hh = nn.Parameter(torch.empty(4 * n_hidden).uniform_(-k, k))

    def forward(self, x, h, c):
        xi, xf, xg, xo = (x @ self.w_ih.T + self.b_ih).chunk(4, 1)   # 输入部分
        hi, hf, hg, ho = (h @ self.w_hh.T + self.b_hh).chunk(4, 1)   # 隐状态部分
        i = torch.sigmoid(xi + hi)
        f = torch.sigmoid(xf + hf)
        o = torch.sigmoid(xo + ho)
        g = torch.tanh(xg + i * hg)      # 候选值, 由门控制
        c = f * c + i * g
        return o * torch.tanh(c), c
