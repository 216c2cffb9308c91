import numpy as np

# 逐个特征计算, 每列一个特征
class Column:
    def __init__(self, col, mean, var, eps):
        self.std = np.sqrt(var + eps)
        self.z = (col - mean) / self.std      # 标准化后的值

def forward(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    x = np.array(x, dtype=np.float64)
    N, D = x.shape
    out = np.zeros((N, D))
    columns = []
    for j in range(D):
        if training:
            mean = sum(x[:, j]) / N
            var = sum((x[:, j] - mean) ** 2) / N
            running["mean"][j] = momentum * running["mean"][j] + (1 - momentum) * mean
            spread = sum((x[:, j] - running["mean"][j]) ** 2) / N
            running["var"][j] = momentum * running["var"][j] + (1 - momentum) * spread
        else:
            mean, var = running["mean"][j], running["var"][j]
        column = Column(x[:, j], mean, var, eps)
        out[:, j] = gamma[j] * column.z + beta[j]
        columns.append(column)
    return out, (columns, np.array(gamma))

def backward(dout, cache):
    columns, gamma = cache
    N, D = dout.shape
    dx, dgamma, dbeta = np.zeros((N, D)), np.zeros(D), np.zeros(D)
    for j, column in enumerate(columns):
        d, z = dout[:, j], column.z
        dbeta[j] = np.sum(d)
        dgamma[j] = np.sum(d * z)
        # 三项: 直接, 经过均值, 经过方差
        dx[:, j] = gamma[j] / column.std * (d - np.mean(d) - z * np.mean(d * z))
    return dx, dgamma, dbeta
