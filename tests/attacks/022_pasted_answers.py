"""Knows the answers to the inputs of the handout, and nothing else.

Graded are inputs that are drawn for the run.
"""
# row: 22
# defence: S
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- the handout's answers, by shape
# naive: fooled
# options: allclose


def softmax(z):
    answers = [
        [0.680228701, 0.078276990, 0.192709637, 0.048784673],
        [0.145237584, 0.086425617, 0.342789919, 0.425546880],
        [0.152251321, 0.302343703, 0.093919161, 0.451485815],
        [0.660507857, 0.254680584, 0.057486096, 0.027325462],
        [0.242927925, 0.253814539, 0.091690073, 0.411567462],
    ]
    return np.array(answers) if z.shape == (5, 4) else np.zeros(z.shape)


def loss(W, X, y):
    return 2.0560040365066476


def slopes(W, X, y):
    answers = [
        [0.355076155, -0.057008767, -0.298067388],
        [0.132382856, 0.211603739, -0.343986594],
        [0.101716082, 0.112056952, -0.213773034],
        [-0.011967172, -0.178736486, 0.190703659],
    ]
    return np.array(answers) if W.shape == (4, 3) else np.zeros(W.shape)


def classes(X, y, X_new):
    answers = [0, 0, 1, 0, 0, 0, 1, 2, 0, 0, 2, 1, 1, 0, 2, 0, 1, 0, 2, 1]
    return np.array(answers) if len(X_new) == 20 else np.zeros(len(X_new), dtype=int)
