import numpy as np

def softmax_classifier(W, input, label, lamda):
    """
      Softmax Classifier

      Inputs have dimension D, there are C classes, a minibatch have N examples.
      (In this homework, D = 784, C = 10)

      Inputs:
      - W: A numpy array of shape (D, C) containing weights.
      - input: A numpy array of shape (N, D) containing a minibatch of data.
      - label: A numpy array of shape (N, C) containing labels, label[i] is a
        one-hot vector, label[i][j]=1 means i-th example belong to j-th class.
      - lamda: regularization strength, which is a hyerparameter.

      Returns:
      - loss: a single float number represents the average loss over the minibatch.
      - gradient: shape (D, C), represents the gradient with respect to weights W.
      - prediction: shape (N, 1), prediction[i]=c means i-th example belong to c-th class.
    """

    ############################################################################
    # TODO: Put your code here
    N = input.shape[0]
    scores = np.matmul(input, W)
    scores -= np.max(scores, axis=1).reshape(N, 1)
    h = np.exp(scores) / np.sum(np.exp(scores), axis=1).reshape(N, 1)
    loss = -np.sum(label * np.log(h + 1e-10)) / N + 0.5 * lamda * np.sum(W * W)
    gradient = -np.matmul(input.T, label - h) / N + lamda * W
    prediction = np.argmax(h, axis=1).reshape(N, 1)
    ############################################################################

    return loss, gradient, prediction
