class SGD(object):
    def __init__(self, model, learning_rate, momentum=0.0):
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v_W = 0
        self.v_b = 0

    def step(self):
        if self.model.trainable:
            v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
            v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b
            self.model.W += v_W
            self.model.b += v_b
