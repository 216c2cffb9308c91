# told: 6 lines that are for the notebook and no Python were left out, such as `%matplotlib inline`, `%load_ext autoreload` and `%autoreload 2`.
# alone: it was a notebook
# In[1]:
%matplotlib inline
%load_ext autoreload
%autoreload 2
!pip install -q tqdm
import numpy as np
from IPython.display import display, clear_output, HTML, Image
import ipywidgets as widgets
get_ipython().run_line_magic("config", "InlineBackend.figure_format = 'retina'")


# In[2]:
def softmax(z):
    clear_output(wait=True)
    display(z)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# In[3]:
%time softmax(np.ones((2, 2)))
softmax?
@widgets.interact(rate=(0.0, 1.0))
def show(rate=0.5):
    display(HTML(f"<b>{rate}</b>"))


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
