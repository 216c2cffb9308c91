from solver import Solver

cfg = {'data_root': 'data', 'max_epoch': 10, 'batch_size': 128, 'learning_rate': 0.05, 'momentum': 0.9, 'display_freq': 50}

runner = Solver(cfg)
runner.train()
print("Final test accuracy {:.4f}".format(runner.test()[1]))
