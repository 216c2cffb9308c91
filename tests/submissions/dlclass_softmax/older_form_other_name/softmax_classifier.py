import numpy as np

def softmax_classifier(W, input, label, lamda):
    n = len(input)
    s = input.dot(W)
    p = np.exp(s - s.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    y = label.argmax(axis=1)
    loss = -np.log(p[range(n), y]).sum() / n + lamda * np.sum(W ** 2)
    gradient = input.T.dot(p - label) / n + lamda * W
    return loss, gradient, p.argmax(axis=1)
