import math

import numpy as np


def turn(image, angle, factor):
    """最近邻旋转和缩放"""
    height, width = image.shape
    cy, cx = (height - 1) / 2, (width - 1) / 2
    result = np.zeros_like(image)
    for i in range(height):
        for j in range(width):
            y, x = (i - cy) / factor, (j - cx) / factor
            from_i = int(math.floor(math.cos(angle) * y - math.sin(angle) * x + cy + 0.5))
            from_j = int(math.floor(math.sin(angle) * y + math.cos(angle) * x + cx + 0.5))
            if 0 <= from_i < height and 0 <= from_j < width:
                result[i, j] = image[from_i, from_j]
    return result


def move(image, dy, dx):
    return np.roll(np.roll(image, dy, axis=0), dx, axis=1)
