"""Activation functions and their derivatives: fill in the functions below.

x is an array of any shape, of floats or whole numbers. Derivatives take the input of the activation, not its output.
No function changes its argument; every result is finite for inputs from −1000 to 1000.
"""

import numpy as np

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805  # λ


def sigmoid(x: np.ndarray) -> np.ndarray:
    """σ(x) = 1 / (1 + e⁻ˣ)"""
    raise NotImplementedError


def sigmoid_derivative(x: np.ndarray) -> np.ndarray:
    """σ′(x) = σ(x) (1 − σ(x))"""
    raise NotImplementedError


def tanh(x: np.ndarray) -> np.ndarray:
    """tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)"""
    raise NotImplementedError


def tanh_derivative(x: np.ndarray) -> np.ndarray:
    """tanh′(x) = 1 − tanh²(x)"""
    raise NotImplementedError


def relu(x: np.ndarray) -> np.ndarray:
    """max(0, x)"""
    raise NotImplementedError


def relu_derivative(x: np.ndarray) -> np.ndarray:
    """1 where x > 0, 0 where x < 0"""
    raise NotImplementedError


def leaky_relu(x: np.ndarray, alpha: float = 0.01) -> np.ndarray:
    """x where x > 0, else α x"""
    raise NotImplementedError


def leaky_relu_derivative(x: np.ndarray, alpha: float = 0.01) -> np.ndarray:
    """1 where x > 0, α where x < 0"""
    raise NotImplementedError


def relu6(x: np.ndarray) -> np.ndarray:
    """min(max(0, x), 6)"""
    raise NotImplementedError


def relu6_derivative(x: np.ndarray) -> np.ndarray:
    """1 where 0 < x < 6, 0 where x < 0 or x > 6"""
    raise NotImplementedError


def crelu(x: np.ndarray) -> np.ndarray:
    """max(0, x) and then max(0, −x) along the last axis: (…, D) becomes (…, 2D)."""
    raise NotImplementedError


def crelu_derivative(x: np.ndarray) -> np.ndarray:
    """The slope of each output of crelu in the entry of x that it is made of: (…, 2D)."""
    raise NotImplementedError


def elu(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """x where x > 0, else α (eˣ − 1)"""
    raise NotImplementedError


def elu_derivative(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """1 where x > 0, α eˣ where x < 0"""
    raise NotImplementedError


def selu(x: np.ndarray) -> np.ndarray:
    """λ x where x > 0, else λ α (eˣ − 1)"""
    raise NotImplementedError


def selu_derivative(x: np.ndarray) -> np.ndarray:
    """λ where x > 0, λ α eˣ where x < 0"""
    raise NotImplementedError


def softplus(x: np.ndarray) -> np.ndarray:
    """ln(1 + eˣ)"""
    raise NotImplementedError


def softplus_derivative(x: np.ndarray) -> np.ndarray:
    """The slope of softplus at x."""
    raise NotImplementedError
