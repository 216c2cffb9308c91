# %%
import numpy as np
%pylab inline
# %%
def piecewise(step, boundaries, rates):
    i = sum(step >= b for b in boundaries)
    return rates[i]
# %%
def exponential(rate, step, decay_steps, decay_rate, staircase=False):
    t = step / decay_steps
    if staircase:
        t = int(t)
    return rate * decay_rate**t
def power(rate, step, decay_steps, exponent=1.0):
    return rate / (1 + step/decay_steps)**exponent
# %%
inverse_time(0.1, 3, 0.5)
# %%
def inverse_time(rate, epoch, decay):
    return rate / (1 + decay*epoch)
def inverse_sqrt(rate, step):
    return rate / (step + 1)**0.5
# %%
temperatures = np.random.RandomState(0).normal(10, 3, 365)
def ewma(values, beta, corrected=False):
    v = np.zeros(len(values) + 1)
    for t in range(1, len(values) + 1):
        v[t] = beta*v[t-1] + (1-beta)*values[t-1]
    v = v[1:]
    if corrected:
        v = v / (1 - beta**np.arange(1, len(values) + 1))
    return v
# %%
from ipywidgets import interact, FloatSlider
@interact(beta=FloatSlider(min=0, max=0.99, value=0.9))
def picture(beta=0.9):
    figure(figsize=(5, 2)); plot(temperatures, ".", alpha=.3); plot(ewma(temperatures, beta))
    title(f"beta = {beta}")
# %%
class MovingAverage:
    def __init__(self, decay):
        self.decay = decay
        self.t = 0
    def update(self, params):
        if self.t == 0:
            self.average = {k: v + 0 for k, v in params.items()}
        else:
            d = min(self.decay, (1 + self.t)/(10 + self.t))
            self.average = {k: d*self.average[k] + (1-d)*params[k] for k in self.average}
        self.t += 1
# %%
m = MovingAverage(0.99)
for w, b in [(1., 0.), (2., 0.), (3., 12.)]:
    m.update({"w": np.array([w]), "b": np.array([b])}); print(m.average)
