import numpy as np

# 深度学习实验：手写各层的前向与反向传播


class FullyConnect:
    """全连接层"""

    def __init__(self, l_x, l_y):
        self.weights = np.random.randn(l_y, l_x) * np.sqrt(1.0 / l_x)  # 随机初始化
        self.bias = np.zeros((l_y, 1))
        self.lr = 0  # 学习率，训练前再设置

    def forward(self, x):
        self.x = x  # 保存输入，反向传播时要用
        return np.einsum('yx,nxk->nyk', self.weights, x) + self.bias

    def backward(self, d):
        self.dw = np.einsum('nyk,nxk->yx', d, self.x)
        self.db = np.sum(d, axis=0)
        dx = np.einsum('yx,nyk->nxk', self.weights, d)  # 必须用更新之前的权重
        self.weights = self.weights - self.lr * self.dw
        self.bias = self.bias - self.lr * self.db
        return dx


class Sigmoid:
    """激活函数"""

    def forward(self, x):
        with np.errstate(over='ignore'):
            self.out = 1.0 / (1.0 + np.exp(-x))
        return self.out

    def backward(self, d):
        return d * self.out * (1.0 - self.out)


def 独热(label, c):
    return np.eye(c)[label][:, :, np.newaxis]


class QuadraticLoss:
    """二次损失"""

    def forward(self, x, label):
        self.差 = x - 独热(label, x.shape[1])
        return 0.5 * np.mean(np.sum(self.差 ** 2, axis=(1, 2)))

    def backward(self):
        return self.差 / self.差.shape[0]


class CrossEntropyLoss:
    """交叉熵损失，截断避免 log(0)"""

    def forward(self, x, label):
        self.p = np.clip(x, 1e-12, 1 - 1e-12)
        self.t = 独热(label, x.shape[1])
        每个 = self.t * np.log(self.p) + (1 - self.t) * np.log(1 - self.p)
        return -np.mean(np.sum(每个, axis=(1, 2)))

    def backward(self):
        n = self.p.shape[0]
        return (self.p - self.t) / (self.p * (1 - self.p)) / n


class Accuracy:
    """准确率"""

    def forward(self, x, label):
        return np.mean(np.argmax(x, axis=1).ravel() == label)


class Data:
    """数据层"""

    def __init__(self, name, batch_size):
        f = np.load(name)
        self.x, self.y = f['x'], f['y']
        self.batch_size = batch_size
        self.pos = 0
        self.洗牌()

    def 洗牌(self):
        self.index = np.random.permutation(self.y.shape[0])

    def forward(self):
        idx = self.index[self.pos:self.pos + self.batch_size]
        batch = (self.x[idx], self.y[idx])
        self.pos += self.batch_size
        if self.pos >= len(self.index):
            self.pos = 0
            self.洗牌()
        return batch, self.pos


def save(layers, name):
    """保存训练好的参数"""
    np.savez_compressed(name, *[p for layer in layers if hasattr(layer, 'weights') for p in (layer.weights, layer.bias)])


def load(layers, name):
    """读取参数"""
    with np.load(name) as f:
        参数 = [f[k] for k in f.files]
    for layer in layers:
        if hasattr(layer, 'weights'):
            layer.weights, layer.bias = 参数[0], 参数[1]
            参数 = 参数[2:]
