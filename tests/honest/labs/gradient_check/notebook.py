# %%
import numpy as np
import matplotlib.pyplot as plt
# %%
f = lambda x: np.sum(x**3)
def numerical_gradient(f, x, h=1e-5):
    x = x.astype(float)
    flat = x.reshape(-1)
    g = np.empty(flat.size)
    for i in range(flat.size):
        saved = flat[i]
        flat[i] = saved + h; up = f(x)
        flat[i] = saved - h; down = f(x)
        flat[i] = saved
        g[i] = (up - down) / (2 * h)
    return g.reshape(x.shape)
numerical_gradient(f, np.array([1., 2.]))
# %%
hs = np.logspace(-12, 0, 50)
errors = [abs(numerical_gradient(f, np.ones(1), h)[0] - 3) for h in hs]
plt.loglog(hs, errors)
plt.xlabel("h"); plt.ylabel("error"); plt.grid(True, which="both", ls=":")
plt.axvline(1e-5, color="r")
plt.show()
# %%
def relative_difference(a, b):
    if a.shape != b.shape: raise ValueError
    n = np.linalg.norm
    return n(a - b) / (n(a) + n(b) + 1e-300)
# %%
def check(f, grad, x):
    diff = relative_difference(grad(x), numerical_gradient(f, x))
    return diff, diff < 1e-7
# %%
check(f, lambda x: 3 * x**2, np.random.randn(4, 3))
# %%
%timeit numerical_gradient(f, np.ones(5))
