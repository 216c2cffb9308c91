import numpy as np

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
neg = lambda x: np.minimum(x, 0).astype(float)   # 只保留负半轴, 防止 exp 溢出

# 第一组: sigmoid 和 tanh
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 0.5 * (1 + np.tanh(0.5 * x))

def sigmoid_derivative(x):
    return sigmoid(x) * sigmoid(-np.asarray(x, dtype=float))

def tanh(x):
    x = np.asarray(x, dtype=float)
    return 2 * sigmoid(2 * x) - 1

def tanh_derivative(x):
    return 1 - tanh(x) ** 2

# 第二组: ReLU 家族
def relu(x):
    return x * (x > 0)

def relu_derivative(x):
    return np.where(x > 0, 1.0, 0.0)

def leaky_relu(x, alpha=0.01):
    y = np.asarray(x, dtype=float)   # 转成浮点再改
    y[y < 0] *= alpha
    return y

def leaky_relu_derivative(x, alpha=0.01):
    d = np.ones(x.shape)
    d[x < 0] = alpha
    return d

def relu6(x):
    return np.minimum(relu(x), 6)

def relu6_derivative(x):
    return relu_derivative(x) * (x < 6)

def crelu(x):
    return np.concatenate([relu(x), relu(-x)], axis=-1)

def crelu_derivative(x):
    return np.concatenate([relu_derivative(x), -relu_derivative(-x)], axis=-1)

# 第三组: 指数类
def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * (np.exp(neg(x)) - 1))

def elu_derivative(x, alpha=1.0):
    return np.where(x > 0, 1.0, alpha * np.exp(neg(x)))

def selu(x):
    return SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * (np.exp(neg(x)) - 1))

def selu_derivative(x):
    return SELU_SCALE * np.where(x > 0, 1.0, SELU_ALPHA * np.exp(neg(x)))

def softplus(x):
    x = np.asarray(x, dtype=float)
    return np.logaddexp(0, x)

def softplus_derivative(x):
    return sigmoid(x)
