# encoding=utf-8
import numpy as np
import matplotlib.pyplot as plt

class Data:
	def __init__(self, name, batch_size):
		with open(name, 'rb') as f:
			data = np.load(f)
		self.x = data[0]
		self.y = data[1]
		self.l = len(self.x)
		self.batch_size = batch_size
		self.pos = 0

	def forward(self):
		pos = self.pos
		bat = self.batch_size
		l = self.l
		if pos + bat >= l:
			ret = (self.x[pos:l], self.y[pos:l])
			self.pos = 0
			index = range(l)
			np.random.shuffle(index)
			self.x = self.x[index]
			self.y = self.y[index]
		else:
			ret = (self.x[pos:pos + bat], self.y[pos:pos + bat])
			self.pos += self.batch_size
		return ret, self.pos

class FullyConnect:
	def __init__(self, l_x, l_y):
		self.weights = np.random.randn(l_y, l_x) / np.sqrt(l_x)
		self.bias = np.random.randn(l_y, 1)
		self.lr = 0
		print 'FullyConnect', l_x, '->', l_y

	def forward(self, x):
		self.x = x
		self.y = np.array([np.dot(self.weights, xx) + self.bias for xx in x])
		return self.y

	def backward(self, d):
		ddw = [np.dot(dd, xx.T) for dd, xx in zip(d, self.x)]
		self.dw = np.sum(ddw, axis=0) / self.x.shape[0]
		self.db = np.sum(d, axis=0) / self.x.shape[0]
		self.dx = np.array([np.dot(self.weights.T, dd) for dd in d])
		self.weights -= self.lr * self.dw
		self.bias -= self.lr * self.db
		return self.dx

def accuracy(x, label):
	right = 0
	for i in xrange(len(label)):
		if np.argmax(x[i]) == label[i]:
			right += 1
	print 'right:', right
	return 1.0 * right / len(label)
