"""What NumPy computes by its own kernels and by its libraries, as a hash of the bytes of each result."""

import hashlib

import numpy as np


def digest(*arrays):
    return hashlib.sha256(b"".join(np.ascontiguousarray(each).tobytes() for each in arrays)).hexdigest()


def digests():
    rng = np.random.default_rng(0)
    A, B, x = rng.normal(size=(150, 90)), rng.normal(size=(90, 130)), rng.normal(size=5000)
    S, f, g = A[:40, :40] @ A[:40, :40].T, A.astype(np.float32), B.astype(np.float32)
    images, kernels = rng.normal(size=(4, 3, 12, 12)), rng.normal(size=(5, 3, 3, 3))
    windows = np.lib.stride_tricks.sliding_window_view(images, (3, 3), axis=(2, 3))
    np.random.seed(3)
    functions = (np.exp, np.tanh, np.sin, np.cos, np.arctan, np.cbrt, np.expm1, np.sqrt, np.square, np.sinh)
    return {
        "matmul": digest(A @ B, A.T @ A, A @ x[:90], A[::2, ::3] @ B[::3], np.dot(x, x)),
        "matmul in float32": digest(f @ g, f.T @ f, f @ g[:, 0], np.float16(f[:9]) @ np.float16(g)),
        "matmul of many": digest(np.matmul(rng.normal(size=(20, 7, 9)), rng.normal(size=(20, 9, 5)))),
        "functions": digest(*[function(x) for function in functions], np.log(x * x), np.power(np.abs(x), 1.7)),
        "functions in float32": digest(*[function(np.float32(x)) for function in functions]),
        "sums": digest(x.sum(), x.mean(), x.std(), x.cumsum(), A.sum(0), A.sum(1), np.float32(x).sum(), A.prod()),
        "solve": digest(np.linalg.solve(S, A[:40]), np.linalg.inv(S), np.linalg.det(S), np.linalg.slogdet(S)[1]),
        "lstsq": digest(np.linalg.lstsq(A, x[:150], rcond=None)[0], np.linalg.pinv(A), np.linalg.norm(A, 2)),
        "eigenvalues": digest(*np.linalg.eigh(S), *np.linalg.eig(S[:9, :9])),
        "svd": digest(*np.linalg.svd(A, full_matrices=False), *np.linalg.qr(A), np.linalg.cholesky(S + np.eye(40))),
        "fft": digest(np.fft.fft(x), np.fft.rfft2(A), np.fft.irfft(np.fft.rfft(x))),
        "convolution": digest(np.einsum("nchwij,kcij->nkhw", windows, kernels, optimize=True), np.convolve(x, x[:50])),
        "einsum": digest(np.einsum("ij,jk->ik", A, B), np.einsum("ij,jk->ik", A, B, optimize=True), np.tensordot(A, B, 1)),
        "random": digest(rng.normal(size=9), rng.permutation(99), np.random.randn(9), np.random.permutation(99)),
        "sorted": digest(np.sort(x), np.argsort(x, kind="stable"), np.unique(x.round(1)), np.median(x)),
    }
