import numpy as np

EPS = 1e-11

class SoftmaxCrossEntropyLoss(object):

	def __init__(self, num_input, num_output, trainable=True):
		self.num_input = num_input
		self.num_output = num_output
		self.trainable = trainable
		self.XavierInit()

	def forward(self, Input, labels):
		z = np.dot(Input, self.W) + self.b
		z = z - np.max(z, axis=1).reshape(-1, 1)
		self.p = np.exp(z) / np.sum(np.exp(z), axis=1).reshape(-1, 1)
		self.Input = Input
		self.labels = labels
		n = Input.shape[0]
		loss = 0
		for i in xrange(n):
			loss -= np.log(self.p[i, labels[i]] + EPS)
		loss = loss / n
		acc = np.mean(np.argmax(self.p, axis=1) == labels)
		if np.isnan(loss):
			print "loss is nan!", loss
		return loss, acc

	def gradient_computing(self):
		d = self.p.copy()
		d[range(len(d)), self.labels] -= 1
		self.grad_W = np.dot(self.Input.T, d) / len(d)
		self.grad_b = np.mean(d, axis=0, keepdims=True)

	def XavierInit(self):
		std = (4.0 / (self.num_input + self.num_output)) ** 0.5
		self.W = np.random.normal(0, std, (self.num_input, self.num_output))
		self.b = np.random.normal(0, std, (1, self.num_output))
