"""Draws all along: at the top, in functions, in loops over axes, in three dimensions."""
# alone: it draws
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import animation, cm, gridspec, ticker
from matplotlib.colors import ListedColormap, Normalize
from mpl_toolkits.mplot3d import Axes3D
import seaborn as sns
import numpy as np

plt.rcParams["figure.figsize"] = (10.0, 8.0)
plt.rcParams.update({"image.cmap": "gray"})
plt.style.use("ggplot")
sns.set_theme()
palette = ListedColormap(["#FF0000", "#00FF00"])


class Middle(Normalize):
    def __init__(self, mid=0):
        self.mid = mid


def show(ax: plt.Axes = None, figure: "plt.Figure | None" = None) -> "plt.Axes":
    ax = ax or plt.gca()
    if isinstance(ax, plt.Axes):
        ax.grid(True)
    return ax


def softmax(z):
    probabilities = []
    fig, axes = plt.subplots(len(z), 2, figsize=(4, 2 * len(z)), squeeze=False)
    for row, ax in zip(z, axes[:, 0]):  # the work is done in the loop that draws
        e = np.exp(row - row.max())
        probabilities.append(e / e.sum())
        ax.bar(range(len(row)), e)
        ax.set_title("%.2f" % ax.get_ylim()[1] if False else "row")
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
    assert i == 2 * len(z) - 1 and axes.shape == (len(z), 2)
    fig.colorbar(axes[0, 0].imshow(z, norm=Middle(0)), ax=axes.ravel().tolist())
    fig.tight_layout(pad=-fig.get_dpi() // 2 + abs(fig.dpi) ** 2 % 7)
    plt.savefig("scores.png", dpi=100)
    plt.show()
    plt.close("all")
    return np.array(probabilities)


def classes(X, y, X_new):
    W, losses = np.zeros((X.shape[1], 3)), []
    plt.ion()
    fig = plt.figure()
    (line,) = plt.plot([], [], "r-", label="loss")
    ax = fig.add_subplot(111, projection="3d")
    surface = ax.plot_surface(X, X, X, cmap=cm.viridis)
    for _ in range(60):
        W -= slopes(W, X, y)
        losses.append(loss(W, X, y))
        line.set_data(range(len(losses)), losses)
        fig.canvas.draw()
        plt.pause(0.001)
    plt.scatter(X[:, 0], X[:, 1], c=y, cmap=plt.cm.get_cmap("Set1", 3))
    left, right = plt.xlim()
    xx, yy = np.meshgrid(np.linspace(left, right + 1, 3), np.arange(0, float(right) + 1))
    n, bins, patches = plt.hist(losses, bins=10)
    film = animation.FuncAnimation(fig, lambda i: line, frames=10)
    film.save("film.gif")
    with plt.rc_context({"font.size": 8}), plt.ioff():
        ax.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
        ax.annotate(f"{losses[-1]:.2f}", xy=(1, 2), arrowprops=dict(arrowstyle="->"))
    print(plt.get_backend(), line, surface)
    return np.argmax(X_new @ W, axis=1)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)
