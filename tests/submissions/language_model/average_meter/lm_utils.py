import torch


def detached(state):
    """Cut the graph behind the state."""
    if state is None:
        return None
    if torch.is_tensor(state):
        return state.detach()
    return type(state)(detached(s) for s in state)


class AverageMeter:
    def __init__(self):
        self.sum, self.count = 0.0, 0

    def update(self, value):
        self.sum += value
        self.count += 1

    @property
    def average(self):
        return self.sum / self.count
