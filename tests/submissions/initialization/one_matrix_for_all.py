import numpy as np

# 全零
def zeros(fan_in, fan_out, rng):
    return np.zeros([fan_in, fan_out], dtype=np.float32)

# 小随机数
def normal(fan_in, fan_out, rng, std=0.01):
    return rng.normal(loc=0.0, scale=std, size=[fan_in, fan_out]).astype(np.float32)

# Xavier / Glorot
def xavier_normal(fan_in, fan_out, rng):
    sigma = (2.0 / (fan_in + fan_out)) ** 0.5
    return rng.normal(loc=0.0, scale=sigma, size=[fan_in, fan_out]).astype(np.float32)

def xavier_uniform(fan_in, fan_out, rng):
    bound = (6.0 / (fan_in + fan_out)) ** 0.5
    return rng.uniform(low=-bound, high=bound, size=[fan_in, fan_out]).astype(np.float32)

# He / Kaiming
def he_normal(fan_in, fan_out, rng):
    sigma = (2.0 / fan_in) ** 0.5
    return rng.normal(loc=0.0, scale=sigma, size=[fan_in, fan_out]).astype(np.float32)

def he_uniform(fan_in, fan_out, rng):
    bound = (6.0 / fan_in) ** 0.5
    return rng.uniform(low=-bound, high=bound, size=[fan_in, fan_out]).astype(np.float32)

# 逐层测方差
def signal_variances(init, depth, width, activation, rng):
    layers = [rng.normal(size=[1000, width])]
    W = init(width, width, rng)   # 权重先生成好
    for layer in range(depth):
        layers.append(activation(np.dot(layers[-1], W)))
    return [np.var(out) for out in layers]
