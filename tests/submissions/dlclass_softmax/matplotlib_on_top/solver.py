import matplotlib.pyplot as plt
import numpy as np
from tqdm import tqdm

from dataloader import build_dataloader
from loss import SoftmaxCrossEntropyLoss
from optimizer import SGD


class Solver(object):
    def __init__(self, cfg):
        self.cfg = cfg
        self.train_loader = build_dataloader(cfg['data_root'], cfg['max_epoch'], cfg['batch_size'], True, 'train')
        self.val_loader = build_dataloader(cfg['data_root'], 1, cfg['batch_size'], False, 'val')
        self.test_loader = build_dataloader(cfg['data_root'], 1, cfg['batch_size'], False, 'test')
        self.model = SoftmaxCrossEntropyLoss(28 * 28, 10)
        self.optimizer = SGD(self.model, cfg['learning_rate'], cfg['momentum'])

    def train(self):
        losses, accs = [], []
        for epoch in tqdm(range(self.cfg['max_epoch'])):
            for images, labels in self.train_loader:
                loss, acc = self.model.forward(images, labels)
                self.model.gradient_computing()
                self.optimizer.step()
                losses.append(loss)
                accs.append(acc)
        plt.figure(figsize=(8, 6))
        plt.plot(losses)
        plt.title('loss')
        plt.savefig('loss.png')
        plt.show()
        return losses, accs

    def test(self):
        results = np.array([self.model.forward(images, labels) for images, labels in self.test_loader])
        return results.mean(axis=0)
