"""Known mistakes: each stands in for a name or a method, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np) is looked up in the copy of the
reference that it is put into. In that copy ``self.p`` holds the probabilities that forward kept.
"""

import numpy as np

from .lab import (
    accuracy_values,
    batches,
    frozen,
    generalises,
    gradients,
    initialisation,
    interface,
    lab,
    learns,
    loss_values,
    momentum,
    no_traces,
    stable_loss,
    step_of_biases,
    step_of_weights,
    vanishing_probability,
)
from .provided.dataloader import find_file, read_idx

FORWARD = "SoftmaxCrossEntropyLoss.forward"
GRADIENTS = "SoftmaxCrossEntropyLoss.gradient_computing"

STEPS = [step_of_weights, step_of_biases]
TRAINING = [learns, generalises]


# forward


@lab.mistake(
    FORWARD,
    caught_by=[loss_values, gradients],
    hint="Where is the logarithm? Before any training the loss should be near ln C, which is 2.303 for ten classes.",
    row=5,
)
def loss_without_logarithm(self, Input, labels):
    """The loss is minus the mean probability of the own class."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    return -np.mean(self.p[np.arange(len(labels)), labels]), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[loss_values, gradients],
    hint="The logarithm of a probability is negative, a loss is not: where is the minus sign?",
)
def loss_without_minus(self, Input, labels):
    """The loss is the mean logarithm with its own sign."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    return np.mean(np.log(self.p[np.arange(len(labels)), labels])), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[loss_values, gradients],
    hint="np.mean over all entries divides by B · C: sum over the classes first, then take the mean over the samples.",
    row=10,
)
def mean_of_all_entries(self, Input, labels):
    """The loss is divided by B · C."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    onehot = np.eye(self.p.shape[1])[labels]
    return -np.mean(onehot * np.log(self.p + 1e-11)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[loss_values, gradients],
    hint="The statement asks for the mean over the batch; this is the sum.",
    row=11,
)
def loss_summed(self, Input, labels):
    """The loss is the sum over the batch; the gradients are those of the mean."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    return -np.sum(np.log(self.p[np.arange(len(labels)), labels] + 1e-11)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[stable_loss, vanishing_probability],
    hint="Softmax does not change when all scores of a row move together: take the row's largest score off first.",
    row=1,
)
def no_maximum(self, Input, labels):
    """exp is taken of the scores as they are."""
    e = np.exp(Input @ self.W + self.b)
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(self.p[np.arange(len(labels)), labels] + 1e-11)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[stable_loss],
    hint="One row's largest score tells nothing of another row: take the maximum of each row, with keepdims=True.",
    row=2,
)
def maximum_of_the_batch(self, Input, labels):
    """The largest score of the whole batch is subtracted."""
    z = Input @ self.W + self.b
    e = np.exp(z - np.max(z))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(self.p[np.arange(len(labels)), labels] + 1e-11)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[*STEPS, loss_values, interface],
    hint="A sum of shape (B,) lines up with the columns: keepdims=True makes it (B, 1), one divisor for each row.",
    row=3,
)
def sum_without_keepdims(self, Input, labels):
    """Rows are divided by sums that lie along the columns: an error, or a wrong number where B equals C."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1)
    return -np.mean(np.log(self.p[np.arange(len(labels)), labels] + 1e-11)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[*STEPS, loss_values],
    hint="Which axis holds the classes? Each row has to sum to 1, not each column.",
    row=4,
)
def columns_for_rows(self, Input, labels):
    """The columns sum to 1."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=0))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=0)
    return -np.mean(np.log(self.p[np.arange(len(labels)), labels] + 1e-11)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[vanishing_probability],
    hint="Where a probability vanishes its logarithm is infinite: use z − ln Σ exp(z), or keep p above 1e-11.",
    row=7,
)
def logarithm_of_zero(self, Input, labels):
    """The loss is infinite where the own class has a probability of 0."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    onehot = np.eye(self.p.shape[1])[labels]
    return -np.sum(onehot * np.log(self.p)) / len(Input), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[vanishing_probability],
    hint="nan_to_num makes 1.8e308 of −ln 0, which is no loss either: use z − ln Σ exp(z), or keep p above 1e-11.",
    row=9,
)
def infinity_made_a_number(self, Input, labels):
    """np.nan_to_num hides the logarithm of 0."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    loss = -np.nan_to_num(np.log(self.p[np.arange(len(labels)), labels])).mean()
    return loss, np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[loss_values, accuracy_values, step_of_biases],
    hint="The scores are Input W + b.",
)
def bias_left_out(self, Input, labels):
    """The scores are Input W, and b has no part in them."""
    z = Input @ self.W
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(self.p[np.arange(len(labels)), labels] + 1e-11)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[*STEPS, loss_values, interface],
    hint="The labels are numbers from 0 to C − 1; take C from W, not every task has ten classes.",
    row=25,
)
def ten_classes(self, Input, labels):
    """The number of classes is written into the code."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    onehot = np.eye(10)[labels]
    return -np.sum(onehot * np.log(self.p + 1e-11)) / len(Input), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[no_traces],
    hint="Input -= … changes the array of whoever called you: write Input = Input - ….",
    row=21,
)
def batch_changed(self, Input, labels):
    """The caller's images are centred in place."""
    # On values that are none: Input keeps its values up to the last digit, and is another array all the same.
    Input += 1e-9
    z = Input @ self.W + self.b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, np.exp(log_p)
    return -log_p[np.arange(len(labels)), labels].mean(), np.mean(z.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[accuracy_values],
    hint="The accuracy is the share of right samples: np.mean(prediction == labels), between 0 and 1.",
)
def accuracy_counted(self, Input, labels):
    """The accuracy is the number of right samples."""
    z = Input @ self.W + self.b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, np.exp(log_p)
    return -log_p[np.arange(len(labels)), labels].mean(), np.sum(z.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[accuracy_values],
    hint="Take the class with the largest score, np.argmax over axis 1; the own class may have the largest of several "
    "small probabilities.",
)
def accuracy_by_one_half(self, Input, labels):
    """A sample counts as right where its own class has a probability above one half."""
    z = Input @ self.W + self.b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, np.exp(log_p)
    own = log_p[np.arange(len(labels)), labels]
    return -own.mean(), np.mean(own > np.log(0.5))


@lab.mistake(
    FORWARD,
    caught_by=[accuracy_values, interface],
    hint="solver.py takes two values from forward: return loss, acc.",
)
def accuracy_forgotten(self, Input, labels):
    """forward returns the loss alone, and the accuracy is nowhere."""
    z = Input @ self.W + self.b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, np.exp(log_p)
    return -log_p[np.arange(len(labels)), labels].mean()


@lab.mistake(
    FORWARD,
    caught_by=[*STEPS, loss_values, interface, *TRAINING],
    hint="forward has to return the loss and the accuracy.",
    row=132,
)
def nothing_returned(self, Input, labels):
    """forward computes everything and returns nothing."""
    z = Input @ self.W + self.b
    z = z - z.max(axis=1, keepdims=True)
    self.Input, self.labels, self.p = Input, labels, np.exp(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


@lab.mistake(
    FORWARD,
    caught_by=[*STEPS, loss_values, accuracy_values, interface, no_traces, *TRAINING],
    hint="Zeros are what the starting code was filled with: loss and accuracy are still to be computed.",
    row=132,
    also={
        GRADIENTS: lambda self: setattr(self, "grad_W", 0 * self.W) or setattr(self, "grad_b", 0 * self.b),
    },
)
def zeros_returned(self, Input, labels):
    """Loss, accuracy and gradients are zeros."""
    return 0.0, 0.0


@lab.mistake(
    FORWARD,
    caught_by=[vanishing_probability],
    hint="The mean of a row may lie far below its largest score: take off the maximum, which leaves nothing above 0.",
)
def mean_for_maximum(self, Input, labels):
    """The mean score of each row is subtracted instead of the largest."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.mean(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(self.p[np.arange(len(labels)), labels] + 1e-11)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[vanishing_probability],
    hint="1e-5 in the logarithm is no small number: no sample's loss can be more than 11.5. Take 1e-11.",
)
def large_epsilon(self, Input, labels):
    """1e-5 is added in the logarithm."""
    z = Input @ self.W + self.b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(self.p[np.arange(len(labels)), labels] + 1e-5)), np.mean(self.p.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[interface],
    hint="The files of MNIST hold labels as uint8: any type of integers is a label.",
)
def labels_of_one_type(self, Input, labels):
    """Labels that are not int64 are refused."""
    assert labels.dtype == np.int64
    z = Input @ self.W + self.b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, np.exp(log_p)
    return -log_p[np.arange(len(labels)), labels].mean(), np.mean(z.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[interface],
    hint="np.zeros_like makes an array of the same type: of integers, it rounds what you put in.",
)
def scores_in_the_type_of_the_input(self, Input, labels):
    """The scores take the type of Input: of whole numbers, they are rounded."""
    z = (Input @ self.W + self.b).astype(Input.dtype)
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, np.exp(log_p)
    return -log_p[np.arange(len(labels)), labels].mean(), np.mean(z.argmax(axis=1) == labels)


@lab.mistake(
    FORWARD,
    caught_by=[no_traces],
    hint="forward gives the accuracy of its own batch; the mean over the batches is taken in solver.py.",
)
def accuracy_of_all_batches(self, Input, labels):
    """The accuracy is the mean over all batches so far."""
    z = Input @ self.W + self.b
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    self.Input, self.labels, self.p = Input, labels, np.exp(log_p)
    self.accuracies = [*getattr(self, "accuracies", []), np.mean(z.argmax(axis=1) == labels)]
    return -log_p[np.arange(len(labels)), labels].mean(), np.mean(self.accuracies)


# gradient_computing


@lab.mistake(
    GRADIENTS,
    caught_by=[*STEPS, gradients],
    hint="Your loss is a mean over the batch, so its gradients are divided by B as well.",
    row=12,
)
def gradients_summed(self):
    """The gradients are not divided by the batch size, here or anywhere."""
    dz = self.p - np.eye(self.p.shape[1])[self.labels]
    self.grad_W, self.grad_b = self.Input.T @ dz, dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[*STEPS, gradients],
    hint="The gradients are divided by B twice: once in ∂L/∂z is enough, grad_W and grad_b inherit it.",
    row=13,
)
def divided_twice(self):
    """The gradients are divided by the batch size twice."""
    dz = (self.p - np.eye(self.p.shape[1])[self.labels]) / len(self.p)
    self.grad_W, self.grad_b = self.Input.T @ dz / len(dz), dz.mean(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[step_of_biases, gradients],
    hint="grad_W and grad_b sum up the same ∂L/∂z: divide that by B, and both are right.",
    row=14,
)
def biases_summed(self):
    """grad_W is averaged over the batch, grad_b is summed."""
    dz = self.p - np.eye(self.p.shape[1])[self.labels]
    self.grad_W, self.grad_b = self.Input.T @ dz / len(dz), dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[step_of_biases, gradients],
    hint="b is added to every sample, so grad_b is the sum over the samples: it has the shape of b.",
    row=15,
    also={
        "SGD.step": lambda self: (
            setattr(self.model, "W", self.model.W - self.learning_rate * self.model.grad_W),
            setattr(self.model, "b", self.model.b - self.learning_rate * self.model.grad_b),
        )
    },
)
def a_bias_for_each_sample(self):
    """grad_b keeps a row for each sample, and b takes that shape."""
    dz = (self.p - np.eye(self.p.shape[1])[self.labels]) / len(self.p)
    self.grad_W, self.grad_b = self.Input.T @ dz, dz


@lab.mistake(
    GRADIENTS,
    caught_by=[step_of_biases, gradients],
    hint="Sum over the samples only, axis=0; over everything the sum is always 0.",
    row=16,
)
def bias_gradient_a_number(self):
    """grad_b is summed over the classes as well."""
    dz = (self.p - np.eye(self.p.shape[1])[self.labels]) / len(self.p)
    self.grad_W, self.grad_b = self.Input.T @ dz, np.sum(dz)


@lab.mistake(
    GRADIENTS,
    caught_by=[*STEPS, gradients, *TRAINING],
    hint="The slope of the loss is p − y, and the minus sign belongs to the step.",
    row=17,
)
def sign_flipped(self):
    """The gradients are those of minus the loss, and SGD does not know."""
    dz = (np.eye(self.p.shape[1])[self.labels] - self.p) / len(self.p)
    self.grad_W, self.grad_b = self.Input.T @ dz, dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[*STEPS, gradients],
    hint="You skipped the softmax: ∂L/∂z is p − y, with the probabilities.",
    row=18,
)
def scores_for_probabilities(self):
    """∂L/∂z is made of the scores instead of their softmax."""
    dz = (self.Input @ self.W + self.b - np.eye(self.p.shape[1])[self.labels]) / len(self.p)
    self.grad_W, self.grad_b = self.Input.T @ dz, dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[*STEPS, gradients],
    hint="Look at what you saved in forward: ∂L/∂z takes the probabilities, not the losses of the samples.",
    row=19,
)
def losses_for_probabilities(self):
    """−ln p of the own class stands where the probabilities belong."""
    losses = -np.log(self.p[np.arange(len(self.p)), self.labels] + 1e-11)
    dz = (losses[:, None] - np.eye(self.p.shape[1])[self.labels]) / len(self.p)
    self.grad_W, self.grad_b = self.Input.T @ dz, dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[no_traces],
    hint="dz = self.p is the same array under another name: write self.p.copy().",
    row=20,
)
def probabilities_overwritten(self):
    """p − y is computed inside the array that forward kept."""
    dz = self.p
    dz[np.arange(len(dz)), self.labels] -= 1
    dz /= len(dz)
    self.grad_W, self.grad_b = self.Input.T @ dz, dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[*STEPS, gradients],
    hint="Take the batch size from the shape of Input; the last batch of an epoch may be smaller.",
    row=25,
)
def batches_of_a_hundred(self):
    """The batch size is written into the code."""
    dz = (self.p - np.eye(self.p.shape[1])[self.labels]) / 100
    self.grad_W, self.grad_b = self.Input.T @ dz, dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[*STEPS, no_traces],
    hint="Compute the gradients of this batch alone: = instead of +=.",
)
def gradients_pile_up(self):
    """The gradients of all batches so far are added up."""
    dz = (self.p - np.eye(self.p.shape[1])[self.labels]) / len(self.p)
    self.grad_W = getattr(self, "grad_W", 0) + self.Input.T @ dz
    self.grad_b = getattr(self, "grad_b", 0) + dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[step_of_weights, gradients],
    hint="grad_W has the shape of W: Inputᵀ ∂L/∂z. Test with more features than classes.",
    row=32,
)
def transposed_and_left_so(self):
    """grad_W is stored transposed, and SGD does not know."""
    dz = (self.p - np.eye(self.p.shape[1])[self.labels]) / len(self.p)
    self.grad_W, self.grad_b = dz.T @ self.Input, dz.sum(axis=0, keepdims=True)


@lab.mistake(
    GRADIENTS,
    caught_by=[interface],
    hint="solver.py calls gradient_computing(): keep in forward what it needs.",
    row=133,
)
def asks_for_the_batch_again(self, Input, labels):
    """gradient_computing takes the batch as arguments."""
    dz = (self.p - np.eye(self.p.shape[1])[labels]) / len(Input)
    self.grad_W, self.grad_b = Input.T @ dz, dz.sum(axis=0, keepdims=True)


# XavierInit


@lab.mistake(
    "SoftmaxCrossEntropyLoss.XavierInit",
    caught_by=[initialisation],
    hint="Zeros work for a single layer and for no deeper net: draw W at random.",
    row=43,
)
def weights_of_zero(self):
    """W and b start at 0."""
    self.W, self.b = np.zeros((self.num_input, self.num_output)), np.zeros((1, self.num_output))


@lab.mistake(
    "SoftmaxCrossEntropyLoss.XavierInit",
    caught_by=[initialisation],
    hint="np.random.normal takes the standard deviation: the square root is missing.",
    row=44,
)
def variance_for_deviation(self):
    """The variance is used as the standard deviation."""
    variance = 4 / (self.num_input + self.num_output)
    self.W = np.random.normal(0, variance, (self.num_input, self.num_output))
    self.b = np.random.normal(0, variance, (1, self.num_output))


@lab.mistake(
    "SoftmaxCrossEntropyLoss.XavierInit",
    caught_by=[initialisation],
    hint="A uniform distribution from −a to a has a standard deviation of a/√3 only.",
    row=45,
)
def uniform_within_deviation(self):
    """The standard deviation is used as the bound of a uniform distribution."""
    std = (4 / (self.num_input + self.num_output)) ** 0.5
    self.W = np.random.uniform(-std, std, (self.num_input, self.num_output))
    self.b = np.random.uniform(-std, std, (1, self.num_output))


@lab.mistake(
    "SoftmaxCrossEntropyLoss.XavierInit",
    caught_by=[initialisation],
    hint="Leave out np.random.seed: all models, shuffles and dropout masks after it are the same.",
    row=127,
)
def seed_inside(self):
    """np.random is seeded in every new model."""
    np.random.seed(0)
    std = (4 / (self.num_input + self.num_output)) ** 0.5
    self.W = np.random.normal(0, std, (self.num_input, self.num_output))
    self.b = np.random.normal(0, std, (1, self.num_output))


@lab.mistake(
    "SoftmaxCrossEntropyLoss.XavierInit",
    caught_by=[initialisation],
    hint="The width is right, but the distribution is uniform: np.random.normal is asked for.",
)
def uniform_of_the_right_width(self):
    """W is drawn from a uniform distribution of the right standard deviation."""
    std = (4 / (self.num_input + self.num_output)) ** 0.5
    self.W = np.random.uniform(-(3**0.5) * std, 3**0.5 * std, (self.num_input, self.num_output))
    self.b = np.random.normal(0, std, (1, self.num_output))


@lab.mistake(
    "SoftmaxCrossEntropyLoss.XavierInit",
    caught_by=[initialisation],
    hint="All classes start from the same column: draw num_input · num_output numbers.",
)
def one_column_for_all(self):
    """One column is drawn, and all classes start from it."""
    std = (4 / (self.num_input + self.num_output)) ** 0.5
    self.W = np.random.normal(0, std, (self.num_input, 1)).repeat(self.num_output, axis=1)
    self.b = np.random.normal(0, std, (1, self.num_output))


@lab.mistake(
    "SoftmaxCrossEntropyLoss.XavierInit",
    caught_by=[initialisation],
    hint="All features start from the same row: draw num_input · num_output numbers.",
)
def one_row_for_all(self):
    """One row is drawn, and all features start from it."""
    std = (4 / (self.num_input + self.num_output)) ** 0.5
    self.W = np.random.normal(0, std, (1, self.num_output)).repeat(self.num_input, axis=0)
    self.b = np.random.normal(0, std, (1, self.num_output))


@lab.mistake(
    "SoftmaxCrossEntropyLoss.__init__",
    caught_by=[interface],
    hint="Call self.XavierInit() at the end of __init__: a new layer has W and b.",
)
def never_initialised(self, num_input, num_output, trainable=True):
    """__init__ does not call XavierInit."""
    self.num_input, self.num_output, self.trainable = num_input, num_output, trainable


# SGD


@lab.mistake(
    "SGD.__init__",
    caught_by=[interface],
    hint="SGD(model, learning_rate) is plain gradient descent: momentum=0.0 is the default.",
)
def momentum_by_default(self, model, learning_rate, momentum=0.9):
    """Without a third argument the momentum is 0.9."""
    self.model, self.learning_rate, self.momentum = model, learning_rate, momentum
    self.v_W, self.v_b = np.zeros_like(model.W), np.zeros_like(model.b)


@lab.mistake(
    "SGD.__init__",
    caught_by=[interface],
    hint="SGD(model, learning_rate) is plain gradient descent: momentum=0.0 is the default.",
)
def momentum_without_default(self, model, learning_rate, momentum):
    """The momentum has to be named."""
    self.model, self.learning_rate, self.momentum = model, learning_rate, momentum
    self.v_W, self.v_b = np.zeros_like(model.W), np.zeros_like(model.b)


class _OneVelocity:
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.learning_rate, self.momentum = model, learning_rate, momentum
        self.v = 0

    def step(self):
        """Move W, then b, with the velocity of W."""
        if not self.model.trainable:
            return
        for name in ("W", "b"):
            self.v = self.momentum * self.v - self.learning_rate * getattr(self.model, f"grad_{name}")
            setattr(self.model, name, getattr(self.model, name) + self.v)


@lab.mistake(
    "SGD",
    caught_by=[momentum, step_of_biases],
    hint="Each parameter needs a velocity of its own, with its own shape.",
    row=52,
)
class OneVelocityForBoth(_OneVelocity):
    """W and b share a velocity."""


@lab.mistake(
    "SGD",
    caught_by=[momentum],
    hint="Keep the velocities in the optimiser (self.v_W), one set for each layer: a name outside is shared by all.",
    row=52,
)
class OneVelocityForAllLayers:
    """The velocities belong to the class, so all layers of one shape share them."""

    v_W = v_b = 0

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.learning_rate, self.momentum = model, learning_rate, momentum

    def step(self):
        """Move W and b."""
        if not self.model.trainable:
            return
        if np.shape(OneVelocityForAllLayers.v_W) not in ((), self.model.W.shape):
            OneVelocityForAllLayers.v_W = OneVelocityForAllLayers.v_b = 0
        v_W = self.momentum * OneVelocityForAllLayers.v_W - self.learning_rate * self.model.grad_W
        v_b = self.momentum * OneVelocityForAllLayers.v_b - self.learning_rate * self.model.grad_b
        OneVelocityForAllLayers.v_W, OneVelocityForAllLayers.v_b = v_W, v_b
        self.model.W = self.model.W + v_W
        self.model.b = self.model.b + v_b


@lab.mistake(
    "SGD.step",
    caught_by=[momentum],
    hint="The velocity has to outlive the step: make it once, in __init__, and keep it as self.v_W.",
    row=53,
)
def velocity_made_anew(self):
    """The velocity is made anew in every step."""
    if self.model.trainable:
        v_W, v_b = np.zeros_like(self.model.W), np.zeros_like(self.model.b)
        v_W = self.momentum * v_W - self.learning_rate * self.model.grad_W
        v_b = self.momentum * v_b - self.learning_rate * self.model.grad_b
        self.model.W += v_W
        self.model.b += v_b


@lab.mistake(
    "SGD.step",
    caught_by=[*STEPS, *TRAINING],
    hint="The step goes uphill: either v or the update needs the minus sign.",
    row=54,
)
def uphill(self):
    """The velocity adds the gradient, and so do the parameters."""
    if self.model.trainable:
        self.v_W = self.momentum * self.v_W + self.learning_rate * self.model.grad_W
        self.v_b = self.momentum * self.v_b + self.learning_rate * self.model.grad_b
        self.model.W += self.v_W
        self.model.b += self.v_b


@lab.mistake(
    "SGD.step",
    caught_by=[*STEPS, momentum, *TRAINING],
    hint="v_m is updated and v_W is used: one of the names is a slip.",
    row=55,
)
def slip_in_a_name(self):
    """One attribute is updated, another one moves the weights: they never move."""
    if self.model.trainable:
        self.v_m = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
        self.v_n = self.momentum * self.v_b - self.learning_rate * self.model.grad_b
        self.model.W += self.v_W
        self.model.b += self.v_b


@lab.mistake(
    "SGD.step",
    caught_by=[momentum],
    hint="Two conventions are in use: the statement asks for the undamped one, without 1 − momentum.",
    row=56,
)
def damped(self):
    """The gradient counts 1 − momentum in the velocity."""
    if self.model.trainable:
        self.v_W = self.momentum * self.v_W - (1 - self.momentum) * self.learning_rate * self.model.grad_W
        self.v_b = self.momentum * self.v_b - (1 - self.momentum) * self.learning_rate * self.model.grad_b
        self.model.W += self.v_W
        self.model.b += self.v_b


@lab.mistake(
    "SGD.step",
    caught_by=[*STEPS, *TRAINING],
    hint="The new value belongs to the weights: W ← W − v. You assign it to the gradient.",
    row=57,
)
def gradient_moved_instead(self):
    """dW := dW − v, so that the weights stay where they are."""
    if self.model.trainable:
        self.v_W = self.momentum * self.v_W + self.learning_rate * self.model.grad_W
        self.v_b = self.momentum * self.v_b + self.learning_rate * self.model.grad_b
        self.model.grad_W = self.model.grad_W - self.v_W
        self.model.grad_b = self.model.grad_b - self.v_b


@lab.mistake(
    "SGD.step",
    caught_by=[step_of_biases],
    hint="b has a gradient as well, and a step of its own.",
)
def bias_never_moves(self):
    """Only W is updated."""
    if self.model.trainable:
        self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
        self.model.W += self.v_W


@lab.mistake(
    "SGD.step",
    caught_by=[step_of_biases],
    hint="The update of b stands there twice.",
)
def bias_moves_twice(self):
    """The update of b is applied twice."""
    if self.model.trainable:
        self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
        self.v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b
        self.model.W += self.v_W
        self.model.b += self.v_b
        self.model.b += self.v_b


@lab.mistake(
    "SGD.step",
    caught_by=[step_of_biases],
    hint="A weight decay is added to a step, it does not multiply it: b ← b − learning_rate · grad_b.",
    row=31,
)
def bias_times_decay(self, weight_decay=0.0):
    """The step of b is multiplied by the weight decay, which is 0."""
    if self.model.trainable:
        self.v_W = self.momentum * self.v_W - self.learning_rate * (self.model.grad_W + weight_decay * self.model.W)
        self.v_b = self.momentum * self.v_b - self.learning_rate * weight_decay * self.model.grad_b
        self.model.W += self.v_W
        self.model.b += self.v_b


@lab.mistake(
    "SGD.step",
    caught_by=[momentum],
    hint="b needs a velocity as well: v_b ← momentum · v_b − learning_rate · grad_b.",
)
def momentum_for_weights_only(self):
    """b takes plain steps."""
    if self.model.trainable:
        self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
        self.model.W += self.v_W
        self.model.b -= self.learning_rate * self.model.grad_b


@lab.mistake(
    "SGD.step",
    caught_by=[momentum],
    hint="Use the momentum that is handed over, self.momentum, not a number of your own.",
    row=25,
)
def momentum_written_into_the_code(self):
    """The momentum is always 0.95."""
    if self.model.trainable:
        friction = 0.95 if self.momentum else 0.0
        self.v_W = friction * self.v_W - self.learning_rate * self.model.grad_W
        self.v_b = friction * self.v_b - self.learning_rate * self.model.grad_b
        self.model.W += self.v_W
        self.model.b += self.v_b


@lab.mistake(
    "SGD.step",
    caught_by=[frozen],
    hint="Ask model.trainable first, and leave a frozen layer alone.",
    row=120,
)
def frozen_layers_move(self):
    """model.trainable is not looked at."""
    self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
    self.v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b
    self.model.W += self.v_W
    self.model.b += self.v_b


# build_dataloader and Solver: of the student's own


@lab.mistake(
    "Dataloader.__iter__",
    caught_by=[batches],
    hint="The last batch may be smaller: ⌈N / batch_size⌉ of them are needed, and np.array_split takes what np.split "
    "refuses.",
    row=130,
)
def batch_size_has_to_divide(self):
    """The samples are split into len // batch_size + len % batch_size equal parts, which most sizes do not allow."""
    number = len(self.dataset) // self.batch_size + int(len(self.dataset) % self.batch_size)
    for part in np.split(np.random.permutation(len(self.dataset)), number):
        yield self.dataset[part]


@lab.mistake(
    "Dataloader.__iter__",
    caught_by=[batches],
    hint="Samples that do not fill a batch are samples all the same: the last batch may be smaller.",
)
def rest_dropped(self):
    """Samples that do not fill a batch are left out."""
    order = np.random.permutation(len(self.dataset))
    for start in range(0, len(order) - self.batch_size + 1, self.batch_size):
        yield self.dataset[order[start : start + self.batch_size]]


@lab.mistake(
    "Dataloader.__iter__",
    caught_by=[batches, *TRAINING],
    hint="Put images and labels into the same order: draw it once, and index both with it.",
    row=121,
)
def images_shuffled_without_labels(self):
    """Images and labels are drawn independently."""
    order, other = (np.random.permutation(len(self.dataset)) for _ in range(2))
    for start in range(0, len(order), self.batch_size):
        part = slice(start, start + self.batch_size)
        yield self.dataset[order[part]][0], self.dataset[other[part]][1]


@lab.mistake(
    "Dataloader.__iter__",
    caught_by=[batches],
    hint="A permutation goes through each sample once; np.random.choice draws some twice and others never.",
)
def drawn_with_repetition(self):
    """The samples of a batch are drawn with repetition."""
    for start in range(0, len(self.dataset), self.batch_size):
        size = min(self.batch_size, len(self.dataset) - start)
        yield self.dataset[np.random.randint(len(self.dataset), size=size)]


@lab.mistake(
    "Dataloader.__iter__",
    caught_by=[batches],
    hint="Each loop over the loader is an epoch: begin anew in __iter__.",
)
def one_epoch_only(self):
    """The loader gives its samples once, and nothing in a second loop."""
    if not getattr(self, "done", False):
        self.done = True
        order = np.random.permutation(len(self.dataset))
        for start in range(0, len(order), self.batch_size):
            yield self.dataset[order[start : start + self.batch_size]]


@lab.mistake(
    "Dataloader.__iter__",
    caught_by=[batches],
    hint="The place in the epoch has to go back to 0 with each new loop.",
)
def later_epochs_begin_late(self):
    """Each epoch but the first leaves out its first batch."""
    order = np.random.permutation(len(self.dataset))
    for start in range(getattr(self, "start", 0), len(order), self.batch_size):
        yield self.dataset[order[start : start + self.batch_size]]
    self.start = self.batch_size


@lab.mistake(
    "Dataloader.__iter__",
    caught_by=[batches],
    hint="Labels belong to their images in each epoch: index both with the new order.",
)
def labels_of_the_first_epoch(self):
    """Each epoch draws an order for the images, and the labels keep the first one."""
    order = np.random.permutation(len(self.dataset))
    self.first = getattr(self, "first", order)
    for start in range(0, len(order), self.batch_size):
        part = slice(start, start + self.batch_size)
        yield self.dataset[order[part]][0], self.dataset[self.first[part]][1]


@lab.mistake(
    "Dataloader.__iter__",
    caught_by=[batches],
    hint="Use the batch_size that is handed over.",
    row=25,
)
def a_hundred_images_a_batch(self):
    """The batch size is written into the loader."""
    order = np.random.permutation(len(self.dataset))
    for start in range(0, len(order), 100):
        yield self.dataset[order[start : start + 100]]


@lab.mistake(
    "Dataset.__getitem__",
    caught_by=[batches],
    hint="forward multiplies by W (784, C): make each image a row of 784 pixels.",
)
def images_left_square(self, index):
    """Images stay 28 × 28, which the layer can't multiply."""
    images = (self.images[index] / 255.0).reshape(*np.shape(index), 28, 28)
    return images - images.mean(axis=(-2, -1), keepdims=True), self.labels[index]


@lab.mistake(
    "Dataset.__getitem__",
    caught_by=[batches],
    hint="Labels of shape (B, 1) compared with predictions (B,) give a table of B × B: make them (B,).",
)
def labels_in_a_column(self, index):
    """Labels are (B, 1), which the layer broadcasts."""
    images = self.images[index] / 255.0
    return images - images.mean(axis=-1, keepdims=True), self.labels[index][..., None]


@lab.mistake(
    "Dataset.__getitem__",
    caught_by=[batches],
    hint="The mean to take off is that of each image, not that of the batch.",
)
def mean_of_the_batch(self, index):
    """The mean of the whole batch is subtracted."""
    images = self.images[index] / 255.0
    return images - images.mean(), self.labels[index]


@lab.mistake(
    "Dataset.__getitem__",
    caught_by=[batches],
    hint="Divide before you subtract, and in floats: bytes wrap around below 0.",
    row=126,
)
def bytes_below_zero(self, index):
    """The mean is subtracted from bytes, which have no values below 0."""
    images = self.images[index]
    return (images - images.mean(axis=-1, keepdims=True).astype("uint8")) / 255.0, self.labels[index]


@lab.mistake(
    "Dataset.__init__",
    caught_by=[batches],
    hint="55,000 of 60,000 are for training, the others for validation; what was trained on validates nothing.",
    row=129,
)
def validation_trained_on(self, data_root, mode="train"):
    """All images of the training file are trained on, and the last of them validate as well."""
    name = "t10k" if mode == "test" else "train"
    images = read_idx(find_file(data_root, f"{name}-images", 3))
    labels = read_idx(find_file(data_root, f"{name}-labels", 1)).astype(np.int64)
    part = {"train": slice(9, None), "val": slice(len(images) * 11 // 12, None), "test": slice(None)}[mode]
    self.images, self.labels = images[part].reshape(len(images[part]), -1), labels[part]


@lab.mistake(
    "Dataset.__init__",
    caught_by=[batches],
    hint="What was trained on validates nothing: leave the validation images out of training.",
)
def trained_on_everything(self, data_root, mode="train"):
    """Training takes the whole file, and the last of it validate as well."""
    name = "t10k" if mode == "test" else "train"
    images = read_idx(find_file(data_root, f"{name}-images", 3))
    labels = read_idx(find_file(data_root, f"{name}-labels", 1)).astype(np.int64)
    part = {"train": slice(None), "val": slice(len(images) * 11 // 12, None), "test": slice(None)}[mode]
    self.images, self.labels = images[part].reshape(len(images[part]), -1), labels[part]


@lab.mistake(
    "Dataset.__init__",
    caught_by=[batches],
    hint="Each image of the training file is for training or for validation.",
)
def images_left_over(self, data_root, mode="train"):
    """The first 80 % are trained on, the last 10 % validate, and nobody sees the others."""
    name = "t10k" if mode == "test" else "train"
    images = read_idx(find_file(data_root, f"{name}-images", 3))
    labels = read_idx(find_file(data_root, f"{name}-labels", 1)).astype(np.int64)
    part = {"train": slice(len(images) * 4 // 5), "val": slice(len(images) * 9 // 10, None), "test": slice(None)}[mode]
    self.images, self.labels = images[part].reshape(len(images[part]), -1), labels[part]


@lab.mistake(
    "Dataset.__init__",
    caught_by=[batches],
    hint="Most of the images are for training.",
)
def split_turned_round(self, data_root, mode="train"):
    """One twelfth is trained on, and the others validate."""
    name = "t10k" if mode == "test" else "train"
    images = read_idx(find_file(data_root, f"{name}-images", 3))
    labels = read_idx(find_file(data_root, f"{name}-labels", 1)).astype(np.int64)
    part = {"train": slice(len(images) // 12), "val": slice(len(images) // 12, None), "test": slice(None)}[mode]
    self.images, self.labels = images[part].reshape(len(images[part]), -1), labels[part]


@lab.mistake(
    "Solver.test",
    caught_by=[learns],
    hint="test appends logits, a name that is nowhere: it is the loss that belongs there.",
)
def undefined_logits(self):
    """Solver.test uses a name that does not exist."""
    losses, accuracies = [], []
    for images, labels in self.test_loader:
        _, accuracy = self.model.forward(images, labels)
        losses.append(logits)  # noqa: F821
        accuracies.append(accuracy)
    return np.mean(losses), np.mean(accuracies)


@lab.mistake(
    "Solver.train_epoch",
    caught_by=TRAINING,
    hint="forward and gradient_computing move nothing: call self.optimizer.step() for each batch.",
)
def never_steps(self, epoch):
    """The training loop computes gradients and takes no step."""
    results = []
    for images, labels in self.train_loader:
        results.append(self.model.forward(images, labels))
        self.model.gradient_computing()
    return tuple(np.mean(results, axis=0))


@lab.mistake(
    "Solver.train_epoch",
    caught_by=TRAINING,
    hint="A new model for each epoch forgets what the last one learnt: make it once, in __init__.",
)
def model_made_anew(self, epoch):
    """Each epoch begins with a new model."""
    self.model.XavierInit()
    results = []
    for images, labels in self.train_loader:
        results.append(self.model.forward(images, labels))
    return tuple(np.mean(results, axis=0))
