"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, softmax) is looked up in the copy
of the reference that it is put into; an import of its own gives the textbook's function itself.
"""

import numpy as np

from reference.softmax import loss_and_gradients, softmax

from .lab import (
    cross_entropy_values,
    generalises,
    gradients_match,
    gradients_of_own_loss,
    hardmax_values,
    inputs_unchanged,
    l2_term,
    lab,
    learns,
    loss_stable,
    loss_values,
    predict_values,
    softmax_stable,
    softmax_values,
    training_epochs,
    training_order,
    training_steps,
)

GRADIENTS = [gradients_of_own_loss, gradients_match]
EVERYTHING_WITH_A_LOSS = [loss_values, *GRADIENTS, l2_term, training_steps, training_epochs]

# softmax and hardmax


@lab.mistake(
    "softmax",
    caught_by=[softmax_stable],
    hint="Softmax does not change when all scores of a row move together: take the row's largest score off first.",
    row=1,
)
def no_maximum(z):
    """exp is taken of the scores as they are."""
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@lab.mistake(
    "softmax",
    caught_by=[softmax_stable],
    hint="One row's largest score tells nothing of another row: take the maximum of each row, with keepdims=True.",
    row=2,
)
def maximum_of_all_rows(z):
    """The largest score of the whole batch is subtracted."""
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


@lab.mistake(
    "softmax",
    caught_by=[softmax_values, *EVERYTHING_WITH_A_LOSS, learns],
    hint="A sum of shape (N,) lines up with the columns: keepdims=True makes it (N, 1), one divisor for each row.",
    row=3,
)
def sum_without_keepdims(z):
    """Rows are divided by sums that lie along the columns."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


@lab.mistake(
    "softmax",
    caught_by=[softmax_values, *GRADIENTS, training_steps, learns],
    hint="Which axis holds the classes? Each row has to sum to 1, not each column.",
    row=4,
)
def columns_for_rows(z):
    """The columns sum to 1."""
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@lab.mistake(
    "softmax",
    caught_by=[inputs_unchanged],
    hint="z -= … changes the array of whoever called you: write z = z - ….",
    row=21,
)
def maximum_taken_in_place(z):
    """The caller's scores are shifted."""
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@lab.mistake(
    "hardmax",
    caught_by=[hardmax_values],
    hint="You return the place of the largest score; what is asked is a row of zeros with a 1 in that place.",
)
def place_of_the_maximum(z):
    """hardmax returns the index instead of the row."""
    return z.argmax(axis=1)


@lab.mistake(
    "hardmax",
    caught_by=[hardmax_values],
    hint="Which axis holds the classes? Each row gets one 1, not each column.",
    row=4,
)
def hardmax_of_columns(z):
    """The largest score of each column is marked."""
    return (z == z.max(axis=0)) * 1.0


# cross_entropy


@lab.mistake(
    "cross_entropy",
    caught_by=[cross_entropy_values, loss_stable],
    hint="Where is the logarithm? With equal probabilities the result should be ln C, which is 2.303 for ten classes.",
    row=5,
)
def missing_logarithm(p, y):
    """The probabilities themselves are averaged."""
    return -p[np.arange(len(y)), y].mean()


@lab.mistake(
    "cross_entropy",
    caught_by=[cross_entropy_values, loss_stable],
    hint="np.mean over all entries divides by N · C: sum over the classes first, then take the mean over the samples.",
    row=10,
)
def mean_of_all_entries(p, y):
    """The sum is divided by N · C."""
    onehot = np.eye(p.shape[1])[y]
    return -np.mean(onehot * np.log(p + 1e-12))


@lab.mistake(
    "cross_entropy",
    caught_by=[cross_entropy_values, loss_stable],
    hint="The statement asks for the mean over the batch; this is the sum.",
    row=11,
)
def sum_of_the_batch(p, y):
    """The cross-entropies are added up."""
    return -np.log(p[np.arange(len(y)), y]).sum()


@lab.mistake(
    "cross_entropy",
    caught_by=[cross_entropy_values, loss_stable],
    hint="The logarithm of a probability is negative, a loss is not: where is the minus sign?",
)
def missing_minus(p, y):
    """The mean logarithm is returned with its own sign."""
    return np.log(p[np.arange(len(y)), y]).mean()


@lab.mistake(
    "cross_entropy",
    caught_by=[loss_stable],
    hint="0 · ln 0 is nan in floating point: pick the probability of the own class before you take the logarithm.",
    row=7,
)
def logarithm_of_every_class(p, y):
    """Classes of probability 0 give 0 · ln 0."""
    onehot = np.eye(p.shape[1])[y]
    return -np.sum(onehot * np.log(p)) / len(y)


@lab.mistake(
    "cross_entropy",
    caught_by=[inputs_unchanged],
    hint="p += … changes the array of whoever called you: write p = p + ….",
    row=21,
)
def epsilon_added_in_place(p, y):
    """The caller's probabilities are changed."""
    p += 1e-12
    return -np.log(p[np.arange(len(y)), y]).mean()


# loss_and_gradients: the loss


@lab.mistake(
    "loss_and_gradients",
    caught_by=[loss_values, gradients_of_own_loss, learns],
    hint="Where is the logarithm? Before any training the loss should be near ln C, which is 2.303 for ten classes.",
    row=5,
)
def loss_without_logarithm(W, b, X, y, l2=0.0):
    """The loss is minus the mean probability; the gradients are those of the cross-entropy."""
    N, p = len(X), softmax(X @ W + b)
    loss = -p[np.arange(N), y].mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[loss_values, gradients_of_own_loss],
    hint="The loss is a sum over the batch and its gradients are a mean: take the mean for both.",
    row=11,
)
def loss_summed_gradients_averaged(W, b, X, y, l2=0.0):
    """The loss is N times as large as the one whose gradients are returned."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).sum() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[loss_stable],
    hint="Where a probability vanishes its logarithm is infinite: use z − ln Σ exp(z) instead of the logarithm of p.",
    row=7,
)
def logarithm_of_zero(W, b, X, y, l2=0.0):
    """The loss is infinite where the own class has a probability of 0."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y]).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[loss_stable],
    hint="nan_to_num makes 1.8e308 of −ln 0, which is no loss either: use z − ln Σ exp(z), or clip p from below.",
    row=9,
)
def infinity_made_a_number(W, b, X, y, l2=0.0):
    """np.nan_to_num hides the logarithm of 0."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.nan_to_num(np.log(p[np.arange(N), y])).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


# loss_and_gradients: the gradients


@lab.mistake(
    "loss_and_gradients",
    caught_by=GRADIENTS,
    hint="Your loss is a mean over the batch, so its gradients are divided by N as well.",
    row=12,
)
def gradients_summed(W, b, X, y, l2=0.0):
    """The gradients are not divided by N."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = p - np.eye(W.shape[1])[y]
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=GRADIENTS,
    hint="The gradients are divided by N twice: once in ∂L/∂z is enough, dW and db inherit it.",
    row=13,
)
def divided_by_n_twice(W, b, X, y, l2=0.0):
    """The gradients are N times too small."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz / N + l2 * W, dz.sum(axis=0) / N


@lab.mistake(
    "loss_and_gradients",
    caught_by=GRADIENTS,
    hint="dW and db sum up the same ∂L/∂z: divide that by N, and both are right.",
    row=14,
)
def weights_summed_biases_averaged(W, b, X, y, l2=0.0):
    """db is divided by N, dW is not."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = p - np.eye(W.shape[1])[y]
    return loss, X.T @ dz + l2 * W, dz.mean(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[*GRADIENTS, training_steps, training_epochs, learns],
    hint="b is added to every sample, so db is the sum over the samples: db has the shape of b.",
    row=15,
)
def db_not_summed(W, b, X, y, l2=0.0):
    """db keeps a row for each sample."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, dz


@lab.mistake(
    "loss_and_gradients",
    caught_by=[*GRADIENTS, training_steps],
    hint="Sum over the samples only, axis=0; over everything the sum is always 0.",
    row=16,
)
def db_a_single_number(W, b, X, y, l2=0.0):
    """db is summed over the classes as well."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, np.sum(dz)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[*GRADIENTS, training_steps, learns],
    hint="The slope of the loss is p − y, and the minus sign belongs to the step.",
    row=17,
)
def sign_flipped(W, b, X, y, l2=0.0):
    """The gradients are those of minus the loss."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (np.eye(W.shape[1])[y] - p) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[*GRADIENTS, loss_stable, training_steps, learns],
    hint="You skipped the softmax: ∂L/∂z is p − y, not z − y.",
    row=18,
)
def scores_for_probabilities(W, b, X, y, l2=0.0):
    """∂L/∂z is made of the scores instead of their softmax."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (X @ W + b - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[*GRADIENTS, training_steps, learns],
    hint="Look at what you kept from the forward pass: ∂L/∂z takes the probabilities, not their logarithms.",
    row=19,
)
def losses_for_probabilities(W, b, X, y, l2=0.0):
    """∂L/∂z is made of −ln p instead of p."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (-np.log(p + 1e-12) - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=EVERYTHING_WITH_A_LOSS,
    hint="Take the number of classes from the shape of W; not every task has ten.",
    row=25,
)
def ten_classes(W, b, X, y, l2=0.0):
    """The number of classes is written into the code."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(10)[y]) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=GRADIENTS,
    hint="Take N from the shape of X; the last batch of an epoch may be smaller.",
    row=25,
)
def batches_of_32(W, b, X, y, l2=0.0):
    """The batch size is written into the code."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / 32
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0)


# loss_and_gradients: the penalty


@lab.mistake(
    "loss_and_gradients",
    caught_by=[l2_term],
    hint="Your penalty is l2 times Σ W²; the statement asks for half of that, with the gradient l2 · W.",
    row=27,
)
def penalty_without_half(W, b, X, y, l2=0.0):
    """The penalty is l2 · Σ W², and its gradient fits."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + 2 * l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[l2_term],
    hint="The penalty is part of the loss, so its slope l2 · W is part of dW.",
    row=28,
)
def penalty_without_gradient(W, b, X, y, l2=0.0):
    """The penalty is in the loss and not in dW."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + 0 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[l2_term],
    hint="Differentiate your own penalty: the 2 of W² and the half cancel.",
    row=28,
)
def penalty_gradient_doubled(W, b, X, y, l2=0.0):
    """dW gets 2 · l2 · W for a penalty of l2/2 · Σ W²."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2)
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + 2 * l2 * W, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[l2_term],
    hint="The penalty does not belong to the samples: add it once, after the mean over the batch.",
    row=29,
)
def penalty_divided_by_n(W, b, X, y, l2=0.0):
    """The penalty is averaged over the batch."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * np.sum(W**2) / N
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W / N, dz.sum(axis=0)


@lab.mistake(
    "loss_and_gradients",
    caught_by=[l2_term],
    hint="The penalty counts the weights only; a bias says how frequent a class is and is left alone.",
    row=30,
)
def biases_penalised(W, b, X, y, l2=0.0):
    """The biases are in the penalty."""
    N, p = len(X), softmax(X @ W + b)
    loss = -np.log(p[np.arange(N), y] + 1e-12).mean() + l2 / 2 * (np.sum(W**2) + np.sum(b**2))
    dz = (p - np.eye(W.shape[1])[y]) / N
    return loss, X.T @ dz + l2 * W, dz.sum(axis=0) + l2 * b


# predict


@lab.mistake(
    "predict",
    caught_by=[predict_values],
    hint="The scores are X W + b, when predicting as well.",
)
def bias_forgotten(W, b, X):
    """predict leaves b out."""
    return (X @ W).argmax(axis=1)


@lab.mistake(
    "predict",
    caught_by=[predict_values],
    hint="Which axis holds the classes? predict gives one label for each sample.",
    row=4,
)
def largest_sample_of_each_class(W, b, X):
    """predict looks for the largest score along the wrong axis."""
    return (X @ W + b).argmax(axis=0)


# train


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="The velocity has to outlive the step: make it once, before the first epoch.",
    row=53,
)
def momentum_forgotten_each_step(X, y, classes, *, momentum, **rest):
    """The velocity is made anew in every step."""
    from reference.softmax import train

    return train(X, y, classes, momentum=0.0, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="b has a gradient as well, and a step of its own.",
)
def bias_never_moves(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """Only W is updated."""
    N, D = X.shape
    W, b, history = np.zeros((D, classes)), np.zeros(classes), []
    vW = np.zeros_like(W)
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, batch_size):
            batch = order[start : start + batch_size]
            loss, dW, _ = loss_and_gradients(W, b, X[batch], y[batch])
            vW = momentum * vW - learning_rate * dW
            W = W + vW
            history.append(loss)
    return W, b, history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="Two conventions are in use: the statement asks for the undamped one, v = momentum · v − learning_rate · g.",
    row=56,
)
def damped_momentum(X, y, classes, *, learning_rate, momentum, **rest):
    """The gradient counts 1 − momentum in the velocity."""
    from reference.softmax import train

    return train(X, y, classes, learning_rate=(1 - momentum) * learning_rate, momentum=momentum, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps, learns, generalises],
    hint="The step goes uphill: either v or the update needs the minus sign.",
    row=54,
)
def uphill(X, y, classes, *, learning_rate, **rest):
    """The velocity adds the gradient, and so do the parameters."""
    from reference.softmax import train

    return train(X, y, classes, learning_rate=-learning_rate, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps, training_epochs, learns, generalises],
    hint="Each parameter needs a velocity of its own, with its own shape.",
    row=52,
)
def one_velocity_for_all(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """W and b share a velocity."""
    N, D = X.shape
    W, b, history = np.zeros((D, classes)), np.zeros(classes), []
    v = 0
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, batch_size):
            batch = order[start : start + batch_size]
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            v = momentum * v - learning_rate * dW
            W = W + v
            v = momentum * v - learning_rate * db
            b = b + v
            history.append(loss)
    return W, b, history


@lab.mistake(
    "train",
    caught_by=[training_steps, training_epochs],
    hint="Every epoch goes through all samples: the last batch may be smaller, ⌈N / batch_size⌉ of them are needed.",
)
def rest_dropped(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """Samples that do not fill a batch are left out."""
    N, D = X.shape
    W, b, history = np.zeros((D, classes)), np.zeros(classes), []
    vW, vb = np.zeros_like(W), np.zeros_like(b)
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            vW = momentum * vW - learning_rate * dW
            vb = momentum * vb - learning_rate * db
            W, b = W + vW, b + vb
            history.append(loss)
    return W, b, history


@lab.mistake(
    "train",
    caught_by=[training_steps, training_epochs, learns],
    hint="The last batch may be smaller: np.array_split takes what np.split refuses.",
    row=130,
)
def batch_size_has_to_divide(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """The samples are split into equal parts, which fails unless batch_size divides N."""
    N, D = X.shape
    W, b, history = np.zeros((D, classes)), np.zeros(classes), []
    vW, vb = np.zeros_like(W), np.zeros_like(b)
    for _ in range(epochs):
        for batch in np.split(rng.permutation(N), N // batch_size):
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            vW = momentum * vW - learning_rate * dW
            vb = momentum * vb - learning_rate * db
            W, b = W + vW, b + vb
            history.append(loss)
    return W, b, history


@lab.mistake(
    "train",
    caught_by=[training_epochs],
    hint="Draw a new order of the samples for each epoch: rng.permutation(N).",
)
def order_never_drawn(X, y, classes, *, rng, **rest):
    """Every epoch goes through the samples in the order they come in."""
    from reference.softmax import train

    class InOrder:
        permutation = staticmethod(np.arange)

    return train(X, y, classes, rng=InOrder, **rest)


@lab.mistake(
    "train",
    caught_by=[training_epochs],
    hint="Draw from the rng that you are given, or nobody can repeat your run.",
    row=127,
)
def own_random_numbers(X, y, classes, *, rng, **rest):
    """The order comes from np.random instead of rng."""
    from reference.softmax import train

    return train(X, y, classes, rng=np.random, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps, learns, generalises],
    hint="Put X and y into the same order: draw it once, and index both with it.",
    row=121,
)
def inputs_shuffled_without_labels(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """X is put into another order, y is not."""
    N, D = X.shape
    W, b, history = np.zeros((D, classes)), np.zeros(classes), []
    vW, vb = np.zeros_like(W), np.zeros_like(b)
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, batch_size):
            batch = order[start : start + batch_size]
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[start : start + batch_size])
            vW = momentum * vW - learning_rate * dW
            vb = momentum * vb - learning_rate * db
            W, b = W + vW, b + vb
            history.append(loss)
    return W, b, history


def _trained(X, y, classes, epochs, batches, learning_rate, momentum):
    """Textbook training on the batches of indices that ``batches()`` gives for each epoch."""
    from reference.softmax import loss_and_gradients

    W, b, history = np.zeros((X.shape[1], classes)), np.zeros(classes), []
    vW, vb = np.zeros_like(W), np.zeros_like(b)
    for _ in range(epochs):
        for batch in batches():
            loss, dW, db = loss_and_gradients(W, b, X[batch], y[batch])
            vW, vb = momentum * vW - learning_rate * dW, momentum * vb - learning_rate * db
            W, b = W + vW, b + vb
            history.append(loss)
    return W, b, history


@lab.mistake(
    "train",
    caught_by=[training_order],
    hint="Draw the order inside the loop of epochs.",
)
def shuffled_once(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """The order of the samples is drawn once, before the first epoch."""
    from assignments.softmax.mistakes import _trained

    order = rng.permutation(len(X))
    batches = [order[start : start + batch_size] for start in range(0, len(X), batch_size)]
    return _trained(X, y, classes, epochs, lambda: batches, learning_rate, momentum)


@lab.mistake(
    "train",
    caught_by=[training_order],
    hint="rng.permutation(N) gives every order the same chance.",
)
def cut_like_cards(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """The samples are only shifted round, so that neighbours stay neighbours."""
    from assignments.softmax.mistakes import _trained

    def batches():
        order = np.roll(np.arange(len(X)), rng.integers(len(X)))
        return [order[start : start + batch_size] for start in range(0, len(X), batch_size)]

    return _trained(X, y, classes, epochs, batches, learning_rate, momentum)


@lab.mistake(
    "train",
    caught_by=[training_epochs],
    hint="Each batch needs its own part of the order.",
)
def first_batch_again_and_again(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """Every step of an epoch uses the same batch."""
    from assignments.softmax.mistakes import _trained

    def batches():
        first = rng.permutation(len(X))[:batch_size]
        return [first] * -(-len(X) // batch_size)

    return _trained(X, y, classes, epochs, batches, learning_rate, momentum)


@lab.mistake(
    "train",
    caught_by=[training_epochs],
    hint="A slice from start to start + batch_size has batch_size samples already.",
)
def batches_overlap(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    """Each batch takes one sample of the next one as well."""
    from assignments.softmax.mistakes import _trained

    def batches():
        order = rng.permutation(len(X))
        return [order[start : start + batch_size + 1] for start in range(0, len(X), batch_size)]

    return _trained(X, y, classes, epochs, batches, learning_rate, momentum)


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="Use the momentum that is handed over, not a number of your own.",
    row=25,
)
def momentum_written_into_the_code(X, y, classes, *, momentum, **rest):
    """The momentum is always 0.95, whatever is asked for."""
    from reference.softmax import train

    return train(X, y, classes, momentum=0.95, **rest)


@lab.mistake(
    "train",
    caught_by=[training_epochs],
    hint="The history holds mean losses: divide the sum by the number of steps, or keep one loss per step.",
    row=11,
)
def history_of_sums(X, y, classes, *, epochs, batch_size, **rest):
    """The losses of an epoch's steps are added up."""
    from reference.softmax import train

    W, b, history = train(X, y, classes, epochs=epochs, batch_size=batch_size, **rest)
    return W, b, list(np.reshape(history, (epochs, -1)).sum(axis=1) * -(-len(X) // batch_size))
