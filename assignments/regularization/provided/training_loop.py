"""A training loop for early stopping: each epoch changes the parameters in place, as trainings do."""


def run_epochs(stopping, params, steps, losses):
    """Train until ``stopping`` says so, or nothing is left; gives the number of epochs.

    ``steps`` holds for each epoch what is added to the parameters, a dict with the same names as ``params``;
    ``losses`` holds the validation loss after each epoch.
    """
    epochs = 0
    for step, loss in zip(steps, losses, strict=True):
        for name in params:
            params[name] += step[name]
        epochs += 1
        if stopping.update(loss, params):
            break
    return epochs
