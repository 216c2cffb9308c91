# Faltung mit einfachen Schleifen, Index für Index
import numpy as np


def mit_rand(x, p):
    n, c, h, w = x.shape
    gross = np.zeros((n, c, h + 2 * p, w + 2 * p))
    gross[:, :, p:p + h, p:p + w] = x
    return gross


def anzahl(laenge, fenster, stride):
    return (laenge - fenster) // stride + 1


def conv2d_forward(x, W, b, stride=1, padding=0):
    bild = mit_rand(x, padding)
    N, C, h, w = bild.shape
    F, C, kh, kw = W.shape
    out = np.zeros((N, F, anzahl(h, kh, stride), anzahl(w, kw, stride)))
    for n in range(N):
        for f in range(F):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    summe = b[f]
                    for c in range(C):
                        for u in range(kh):
                            for v in range(kw):
                                summe = summe + W[f, c, kh - 1 - u, kw - 1 - v] * bild[n, c, i * stride + u, j * stride + v]
                    out[n, f, i, j] = summe
    return out


def conv2d_backward(dout, x, W, b, stride=1, padding=0):
    bild = mit_rand(x, padding)
    N, F, oh, ow = dout.shape
    F, C, kh, kw = W.shape
    dbild = np.zeros(bild.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(F)
    for n in range(N):
        for f in range(F):
            for i in range(oh):
                for j in range(ow):
                    d = dout[n, f, i, j]
                    db[f] += d
                    for c in range(C):
                        for u in range(kh):
                            for v in range(kw):
                                zeile, spalte = i * stride + u, j * stride + v
                                dW[f, c, u, v] += d * bild[n, c, zeile, spalte]
                                dbild[n, c, zeile, spalte] += d * W[f, c, u, v]
    dx = dbild[:, :, padding:bild.shape[2] - padding, padding:bild.shape[3] - padding]
    return dx, dW, db


def fenster(x, size, stride):
    # liefert alle Fenster mit Ausgabeposition und linker oberer Ecke
    N, C, h, w = x.shape
    for n in range(N):
        for c in range(C):
            for i in range(anzahl(h, size, stride)):
                for j in range(anzahl(w, size, stride)):
                    oben, links = i * stride, j * stride
                    yield (n, c, i, j), oben, links, x[n, c, oben:oben + size, links:links + size]


def ausgabe(x, size, stride):
    return np.zeros((x.shape[0], x.shape[1], anzahl(x.shape[2], size, stride), anzahl(x.shape[3], size, stride)))


def max_pool_forward(x, size, stride):
    out = ausgabe(x, size, stride)
    for ort, oben, links, teil in fenster(x, size, stride):
        out[ort] = np.max(teil)
    return out


def max_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for ort, oben, links, teil in fenster(x, size, stride):
        u, v = divmod(int(np.argmax(teil)), size)
        dx[ort[0], ort[1], oben + u, links + v] += dout[ort]
    return dx


def avg_pool_forward(x, size, stride):
    out = ausgabe(x, size, stride)
    for ort, oben, links, teil in fenster(x, size, stride):
        out[ort] = np.sum(teil) / (size * size)
    return out


def avg_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for ort, oben, links, teil in fenster(x, size, stride):
        n, c = ort[:2]
        dx[n, c, oben:oben + size, links:links + size] += dout[ort] / (size * size)
    return dx
