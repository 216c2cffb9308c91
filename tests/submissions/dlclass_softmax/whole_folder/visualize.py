import matplotlib.pyplot as plt
import numpy as np


def plot_loss_and_acc(loss_and_acc_dict):
    fig = plt.figure()
    max_epoch = len(list(loss_and_acc_dict.values())[0][0])
    for name, (losses, accs) in loss_and_acc_dict.items():
        plt.plot(range(1, 1 + max_epoch), losses, '-s', label=name)
    plt.xlabel('Epoch')
    plt.ylabel('Loss')
    plt.legend()
    plt.xticks(range(0, max_epoch + 1, 2))
    plt.show()
