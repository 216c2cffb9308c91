"""中文标识符和字符串，以及 أسماء عربية."""
import numpy as np

π = np.pi
تسمية = "الخسارة"
学习率 = 1.0


def softmax(分数):
    指数 = np.exp(分数 - 分数.max(axis=1, keepdims=True))
    return 指数 / 指数.sum(axis=1, keepdims=True)


def loss(W, X, y):
    概率 = softmax(X @ W)
    خسارة = -np.mean(np.log(概率[np.arange(len(y)), y]))
    print(f"损失 {تسمية} 🎉 naïve café")
    with open("结果.txt", "w") as 文件:
        文件.write("完成 ✓")
    assert open("结果.txt").read() == "完成 ✓"
    return خسارة


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for ステップ in range(60):
        W -= 学习率 * slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)
