import math

import numpy as np


class Ziehung:
    """zieht einen Wert je nach Art"""

    def __init__(self, rng):
        self.rng = rng

    def uniform(self, low, high):
        return low + (high - low) * self.rng.random()

    def log_uniform(self, low, high):
        exponent = self.uniform(math.log10(low), math.log10(high))
        return 10 ** exponent

    def one_minus_log_uniform(self, low, high):
        # wie in der Vorlesung: r zwischen -3 und -1
        r = self.uniform(-3, -1)
        return 1 - 10 ** r

    def integer(self, low, high):
        anzahl = high - low + 1
        return low + int(self.rng.random() * anzahl)

    def choice(self, options):
        return options[self.integer(0, len(options) - 1)]
