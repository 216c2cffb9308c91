"""Trains and tests the model. Provided: start reading here, there is nothing to fill in.

>>> solver = Solver({"data_root": "data", "max_epoch": 3, "batch_size": 100, "learning_rate": 0.01,
...                  "momentum": 0.9, "display_freq": 50})  # doctest: +SKIP
>>> losses, accuracies = solver.train()  # doctest: +SKIP
>>> loss, accuracy = solver.test()  # doctest: +SKIP
"""

import numpy as np
from dataloader import build_dataloader
from loss import SoftmaxCrossEntropyLoss
from optimizer import SGD


class Solver:
    """One model, its optimiser and the three loaders.

    Beside the six entries above, ``cfg`` may hold

    - ``num_output``: the number of classes (10);
    - ``learning_rate_decay``: what the optimiser's ``learning_rate`` is multiplied by after each epoch;
    - ``early_stopping``: training ends once the validation accuracy has moved by less than this, two epochs in a row.
    """

    def __init__(self, cfg):
        self.cfg = cfg
        self.train_loader = self.build_loader("train", shuffle=True)
        self.val_loader = self.build_loader("val")
        self.test_loader = self.build_loader("test")
        images, _ = next(iter(self.train_loader))
        self.model = SoftmaxCrossEntropyLoss(images.shape[1], cfg.get("num_output", 10))
        self.optimizer = SGD(self.model, cfg["learning_rate"], cfg["momentum"])

    def build_loader(self, mode, shuffle=False):
        """The loader of one part of the data."""
        return build_dataloader(self.cfg["data_root"], self.cfg["max_epoch"], self.cfg["batch_size"], shuffle, mode)

    def train(self):
        """Train for ``max_epoch`` epochs; gives the mean loss and the mean accuracy of each."""
        losses, accuracies = [], []
        validation = []
        for epoch in range(self.cfg["max_epoch"]):
            loss, accuracy = self.train_epoch(epoch)
            losses.append(loss)
            accuracies.append(accuracy)
            validation.append(self.evaluate(self.val_loader)[1])
            self.say(f"Epoch [{epoch}]  training loss {loss:.4f}, accuracy {accuracy:.4f}")
            self.say(f"Epoch [{epoch}]  validation accuracy {validation[-1]:.4f}")
            if "learning_rate_decay" in self.cfg:
                self.optimizer.learning_rate *= self.cfg["learning_rate_decay"]
            moves = np.abs(np.diff(validation[-3:]))
            if len(moves) == 2 and moves.max() < self.cfg.get("early_stopping", 0.0):
                break
        return losses, accuracies

    def train_epoch(self, epoch):
        """One epoch; gives its mean loss and accuracy."""
        batches = []
        for iteration, (images, labels) in enumerate(self.train_loader):
            loss, accuracy = self.model.forward(images, labels)
            self.model.gradient_computing()
            self.optimizer.step()
            batches.append((np.mean(loss), np.mean(accuracy), len(images)))
            if self.cfg["display_freq"] and iteration % self.cfg["display_freq"] == 0:
                where = f"Epoch [{epoch}][{self.cfg['max_epoch']}]  Batch [{iteration}][{len(self.train_loader)}]"
                self.say(f"{where}  loss {batches[-1][0]:.4f}, accuracy {batches[-1][1]:.4f}")
        return self.mean(batches)

    def evaluate(self, loader):
        """The mean loss and accuracy of a part of the data, without training."""
        batches = []
        for images, labels in loader:
            loss, accuracy = self.model.forward(images, labels)
            batches.append((np.mean(loss), np.mean(accuracy), len(images)))
        return self.mean(batches)

    def test(self):
        """The loss and the accuracy on the test data."""
        return self.evaluate(self.test_loader)

    @staticmethod
    def mean(batches):
        """The mean loss and accuracy of batches (loss, accuracy, size), in which each sample counts the same."""
        losses, accuracies, sizes = np.array(batches).T
        return float(np.average(losses, weights=sizes)), float(np.average(accuracies, weights=sizes))

    def say(self, text):
        """Print a line, unless ``display_freq`` is 0."""
        if self.cfg["display_freq"]:
            print(text)  # noqa: T201
