import numpy as np

def unit(shape, k):
    # 第 k 个单位向量
    e = np.zeros(int(np.prod(shape)))
    e[k] = 1.0
    return e.reshape(shape)

def numerical_gradient(f, x, h=1e-5):
    slopes = [(f(x + h * unit(x.shape, k)) - f(x - h * unit(x.shape, k))) / (2 * h) for k in range(x.size)]
    return np.array(slopes, dtype=float).reshape(x.shape)

def relative_difference(a, b):
    # 先展平再比较
    a, b = np.ravel(a), np.ravel(b)
    if a.shape != b.shape:
        raise ValueError("shape mismatch")
    top = np.sqrt(np.sum((a - b) ** 2))
    bottom = np.sqrt(np.sum(a ** 2)) + np.sqrt(np.sum(b ** 2))
    return top / max(bottom, 1e-12)

def check(f, grad, x):
    g_analytic, g_numeric = grad(x), numerical_gradient(f, x)
    d = float(relative_difference(g_analytic, g_numeric))
    return d, d < 1e-7
