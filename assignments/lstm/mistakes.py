"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, _gates, step_forward) is looked up
in the copy of the reference that it is put into; an import of its own gives the textbook's function itself.
"""

import itertools

import numpy as np

from reference.lstm import _gates, _sigmoid, forward, step_backward, step_forward

from .lab import (
    backward_input_gradients,
    backward_weight_gradients,
    forward_start,
    forward_steps,
    inputs_unchanged,
    lab,
    large_sums,
    learns_to_remember,
    step_cell_state,
    step_hidden_state,
    step_input_gradients,
    step_weight_gradients,
    whole_numbers,
)

# The other orders of the gates


def _in_order(order):
    """step_forward and step_backward with the gates in another order."""

    def step_forward(x, h, c, Wx, Wh, b):
        a = dict(zip(order, np.split(x @ Wx + h @ Wh + b, 4, axis=1), strict=True))
        c = _sigmoid(a["f"]) * c + _sigmoid(a["i"]) * np.tanh(a["g"])
        return _sigmoid(a["o"]) * np.tanh(c), c

    def step_backward(dh, dc, x, h, c, Wx, Wh, b):
        a = dict(zip(order, np.split(x @ Wx + h @ Wh + b, 4, axis=1), strict=True))
        i, f, o, g = _sigmoid(a["i"]), _sigmoid(a["f"]), _sigmoid(a["o"]), np.tanh(a["g"])
        t = np.tanh(f * c + i * g)
        do, dc = dh * t, dc + dh * o * (1 - t**2)
        d = {"i": dc * g * i * (1 - i), "f": dc * c * f * (1 - f), "o": do * o * (1 - o), "g": dc * i * (1 - g**2)}
        da = np.concatenate([d[gate] for gate in order], axis=1)
        return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)

    step_forward.__name__ = f"gates_{''.join(order)}"
    step_forward.__doc__ = f"The gates are in the order {', '.join(order)} instead of i, f, o, g."
    return step_forward, step_backward


for _order in [*itertools.permutations("ifog")][1:]:
    _forward, _backward = _in_order(_order)
    lab.mistake(
        "step_forward",
        caught_by=[step_cell_state],
        hint="Columns 0 to H − 1 of Wx, Wh and b belong to i, the next H to f, then o, and the last H to g.",
        row=105,
        also={"step_backward": _backward},
    )(_forward)

# step_forward


@lab.mistake(
    "step_forward",
    caught_by=[step_hidden_state],
    hint="The cell state has no bounds; what the output gate lets through is tanh(c′).",
    row=106,
)
def no_tanh_of_the_cell(x, h, c, Wx, Wh, b):
    """h′ is o ⊙ c′, without the tanh."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    c = f * c + i * g
    return o * c, c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state],
    hint="The candidate g lies between −1 and 1: it goes through tanh, the three gates through σ.",
    row=106,
)
def sigmoid_of_the_candidate(x, h, c, Wx, Wh, b):
    """g goes through σ instead of tanh."""
    a = x @ Wx + h @ Wh + b
    i, f, o, g = (_sigmoid(each) for each in np.split(a, 4, axis=1))
    c = f * c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state],
    hint="g = tanh(…): without it the candidate has no bounds.",
    row=106,
)
def candidate_not_squashed(x, h, c, Wx, Wh, b):
    """g is the sum itself, without the tanh."""
    a = x @ Wx + h @ Wh + b
    i, f, o, g = np.split(a, 4, axis=1)
    c = _sigmoid(f) * c + _sigmoid(i) * g
    return _sigmoid(o) * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state, step_hidden_state],
    hint="A gate lies between 0 and 1: i, f and o go through σ, only g through tanh.",
)
def tanh_of_all_gates(x, h, c, Wx, Wh, b):
    """All four sums go through tanh."""
    a = x @ Wx + h @ Wh + b
    i, f, o, g = np.split(np.tanh(a), 4, axis=1)
    c = f * c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state, step_hidden_state],
    hint="a = x Wx + h Wh + b: where is b?",
    row=107,
)
def bias_forgotten(x, h, c, Wx, Wh, b):
    """The bias is not added."""
    i, f, o, g = _gates(x, h, Wx, Wh, 0 * b)
    c = f * c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state, step_hidden_state],
    hint="a = x Wx + h Wh + b: the hidden state of the step before counts.",
)
def state_forgotten(x, h, c, Wx, Wh, b):
    """h has no part in the gates."""
    i, f, o, g = _gates(x, 0 * h, Wx, Wh, b)
    c = f * c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state, step_hidden_state],
    hint="The gates look at x and at h; c is only kept, forgotten and added to.",
)
def cell_for_hidden_state(x, h, c, Wx, Wh, b):
    """The gates look at the cell state instead of the hidden one."""
    i, f, o, g = _gates(x, c, Wx, Wh, b)
    c = f * c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state],
    hint="The biases are those in b: whoever wants a forget gate that is open at first puts that there.",
    row=108,
)
def forget_bias_added(x, h, c, Wx, Wh, b):
    """1 is added to the sum of the forget gate."""
    a = x @ Wx + h @ Wh + b
    i, f, o, g = np.split(a, 4, axis=1)
    c = _sigmoid(f + 1) * c + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state],
    hint="c′ = f ⊙ c + i ⊙ g: the forget gate decides how much of c is kept.",
)
def nothing_forgotten(x, h, c, Wx, Wh, b):
    """The cell state is kept whole, without the forget gate."""
    i, _, o, g = _gates(x, h, Wx, Wh, b)
    c = c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state],
    hint="Forget gate and input gate are two: c′ = f ⊙ c + i ⊙ g.",
)
def gates_coupled(x, h, c, Wx, Wh, b):
    """What is forgotten is 1 − i."""
    i, _, o, g = _gates(x, h, Wx, Wh, b)
    c = (1 - i) * c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state],
    hint="f is the part that is kept: c′ = f ⊙ c + i ⊙ g.",
)
def forgets_what_it_should_keep(x, h, c, Wx, Wh, b):
    """The cell state is multiplied with 1 − f."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    c = (1 - f) * c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_hidden_state],
    hint="h′ is made of the new cell state: compute c′ first.",
)
def hidden_state_of_the_old_cell(x, h, c, Wx, Wh, b):
    """h′ is made of the cell state before the step."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    return o * np.tanh(c), f * c + i * g


@lab.mistake(
    "step_forward",
    caught_by=[step_hidden_state],
    hint="h′ = o ⊙ tanh(c′): the gate comes after the tanh.",
)
def tanh_of_the_product(x, h, c, Wx, Wh, b):
    """h′ is tanh(o ⊙ c′)."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    c = f * c + i * g
    return np.tanh(o * c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_hidden_state],
    hint="h′ = o ⊙ tanh(c′): the output gate decides what is seen.",
    row=106,
)
def no_output_gate(x, h, c, Wx, Wh, b):
    """h′ is tanh(c′), without the output gate."""
    i, f, _, g = _gates(x, h, Wx, Wh, b)
    c = f * c + i * g
    return np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state, step_hidden_state],
    hint="σ(z) = 1 / (1 + exp(−z)): with +z it falls where it should rise.",
    row=35,
)
def sign_of_the_exponent(x, h, c, Wx, Wh, b):
    """σ is 1 / (1 + exp(z))."""
    a = x @ Wx + h @ Wh + b
    i, f, o, g = np.split(a, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(each)) for each in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[large_sums],
    hint="exp(1000) is infinite, and infinity by infinity is nan: write 1 / (1 + exp(−z)).",
    row=37,
)
def infinity_by_infinity(x, h, c, Wx, Wh, b):
    """σ is exp(z) / (1 + exp(z)), which is nan for large z."""
    a = x @ Wx + h @ Wh + b
    i, f, o, g = np.split(a, 4, axis=1)
    i, f, o = (np.exp(each) / (1 + np.exp(each)) for each in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[large_sums],
    hint="exp(1000) is infinite, and infinity by infinity is nan: np.tanh knows how to avoid that.",
    row=37,
)
def tanh_by_exponentials(x, h, c, Wx, Wh, b):
    """tanh is written with exponentials, and is nan for large sums."""
    a = x @ Wx + h @ Wh + b
    i, f, o, g = np.split(a, 4, axis=1)
    g = (np.exp(g) - np.exp(-g)) / (np.exp(g) + np.exp(-g))
    c = _sigmoid(f) * c + _sigmoid(i) * g
    return _sigmoid(o) * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state, step_hidden_state],
    hint="The first H columns are i, not every fourth one: np.split(a, 4, axis=1).",
    row=103,
)
def gates_interleaved(x, h, c, Wx, Wh, b):
    """Every fourth column belongs to the same gate."""
    a = x @ Wx + h @ Wh + b
    a = a.reshape(len(x), -1, 4)
    i, f, o, g = _sigmoid(a[:, :, 0]), _sigmoid(a[:, :, 1]), _sigmoid(a[:, :, 2]), np.tanh(a[:, :, 3])
    c = f * c + i * g
    return o * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state],
    hint="A gate has H columns, as many as h; D is the width of x.",
    row=25,
)
def gates_as_wide_as_the_input(x, h, c, Wx, Wh, b):
    """The gates are taken to be D columns wide."""
    a = x @ Wx + h @ Wh + b
    n = x.shape[1]
    i, f, o, g = a[:, :n], a[:, n : 2 * n], a[:, 2 * n : 3 * n], a[:, 3 * n : 4 * n]
    c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state, step_hidden_state],
    hint="The order is h, c, as in the arguments.",
)
def cell_state_first(x, h, c, Wx, Wh, b):
    """c and h are returned, in this order."""
    from reference.lstm import step_forward

    h, c = step_forward(x, h, c, Wx, Wh, b)
    return c, h


@lab.mistake(
    "step_forward",
    caught_by=[step_cell_state, step_hidden_state],
    hint="The next step needs the cell state too: return h, c.",
)
def cell_state_not_returned(x, h, c, Wx, Wh, b):
    """Only h is returned."""
    from reference.lstm import step_forward

    return step_forward(x, h, c, Wx, Wh, b)[0]


@lab.mistake(
    "step_forward",
    caught_by=[inputs_unchanged, whole_numbers],
    hint="c *= f changes the array of whoever called you: write c = c * f.",
    row=21,
)
def cell_state_in_place(x, h, c, Wx, Wh, b):
    """The caller's cell state is changed."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    c *= f
    c += i * g
    return o * np.tanh(c), c


# step_backward


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="c′ reaches L through h′ too: add dh ⊙ o ⊙ (1 − tanh²(c′)).",
    row=109,
)
def hidden_state_left_out_of_dc(dh, dc, x, h, c, Wx, Wh, b):
    """What reaches c′ through h′ is not added to dc."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="c′ goes on to the next step as well: dc is added to what comes through h′.",
    row=109,
)
def cell_state_left_out_of_dc(dh, dc, x, h, c, Wx, Wh, b):
    """The dc that is given is not used."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="h′ = o ⊙ tanh(c′): on the way from h′ to c′ there is the factor o.",
    row=109,
)
def output_gate_left_out_of_dc(dh, dc, x, h, c, Wx, Wh, b):
    """What comes to c′ through h′ lacks the output gate."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="h′ = o ⊙ tanh(c′): the slope of tanh is 1 − tanh²(c′).",
    row=109,
)
def tanh_slope_of_the_cell_missing(dh, dc, x, h, c, Wx, Wh, b):
    """What comes to c′ through h′ lacks the slope of tanh."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="The slope is 1 − tanh²(c′), written with the value of tanh, not with c′.",
    row=36,
)
def tanh_slope_at_the_cell_itself(dh, dc, x, h, c, Wx, Wh, b):
    """The slope of tanh is taken to be 1 − c′²."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - (f * c + i * g) ** 2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="∂L/∂i is not yet ∂L/∂a: σ has the slope i (1 − i).",
)
def slopes_of_the_gates_missing(dh, dc, x, h, c, Wx, Wh, b):
    """The slopes of σ are left out."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di, df, do, dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="∂L/∂g is not yet ∂L/∂a: tanh has the slope 1 − g².",
)
def slope_of_the_candidate_missing(dh, dc, x, h, c, Wx, Wh, b):
    """The slope of tanh is left out for g."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="g goes through tanh, whose slope is 1 − g².",
)
def sigmoid_slope_for_the_candidate(dh, dc, x, h, c, Wx, Wh, b):
    """g is given the slope of σ."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="σ′ = σ (1 − σ): with the value of the gate, not with the sum.",
    row=36,
)
def slope_at_the_sum(dh, dc, x, h, c, Wx, Wh, b):
    """The slope of σ is a (1 − a), with the sum a instead of the gate."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    dc = dc + dh * o * (1 - t**2)
    a = x @ Wx + h @ Wh + b
    da = np.concatenate([dc * g, dc * c, dh * t], axis=1) * a[:, : 3 * h.shape[1]] * (1 - a[:, : 3 * h.shape[1]])
    da = np.concatenate([da, dc * i * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="c′ = f ⊙ c + i ⊙ g: the factor of f is the cell state before the step.",
)
def forget_gate_sees_the_new_cell(dh, dc, x, h, c, Wx, Wh, b):
    """∂L/∂f is made of the new cell state."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * (f * c + i * g), dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="h′ = o ⊙ tanh(c′): the factor of o is tanh(c′).",
)
def output_gate_sees_the_cell_itself(dh, dc, x, h, c, Wx, Wh, b):
    """∂L/∂o is made of c′ instead of tanh(c′)."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * (f * c + i * g)
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="c′ has the term i ⊙ g: the factor of i is g, and the factor of g is i.",
)
def input_and_candidate_exchanged(dh, dc, x, h, c, Wx, Wh, b):
    """∂L/∂i is made of i, and ∂L/∂g of g."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * i, dc * c, dc * g
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="c′ = f ⊙ c + …: on the way back to c there is the factor f.",
)
def forget_gate_left_out_of_dc(dh, dc, x, h, c, Wx, Wh, b):
    """dc_prev is made without the forget gate."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="All of ∂L/∂c′ goes back to c, also what came through h′.",
    row=109,
)
def given_dc_handed_back(dh, dc, x, h, c, Wx, Wh, b):
    """dc_prev is made of the given dc alone."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    d = dc + dh * o * (1 - t**2)
    di, df, dg = d * g, d * c, d * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="The columns of da have to be in the order of those of Wx: i, f, o, g.",
    row=105,
)
def gradients_in_another_order_of_gates(dh, dc, x, h, c, Wx, Wh, b):
    """Gates in the order i, f, o, g have their gradients in the order i, f, g, o."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="x went through Wx and h through Wh.",
)
def hidden_state_of_the_wrong_weights(dh, dc, x, h, c, Wx, Wh, b):
    """dh_prev is made with Wx."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, (da @ Wx.T)[:, : h.shape[1]], dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients],
    hint="The layer below needs dx: da Wxᵀ.",
    row=33,
)
def dx_not_returned(dh, dc, x, h, c, Wx, Wh, b):
    """dx is None."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return None, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_weight_gradients],
    hint="b is the same for all sequences: sum over axis 0.",
    row=15,
)
def bias_gradient_for_every_sequence(dh, dc, x, h, c, Wx, Wh, b):
    """db is not summed over the batch."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da


@lab.mistake(
    "step_backward",
    caught_by=[step_weight_gradients],
    hint="Each of the 4H sums has a bias of its own: sum over axis 0 only.",
    row=16,
)
def bias_gradient_one_number(dh, dc, x, h, c, Wx, Wh, b):
    """db is one number."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum()


@lab.mistake(
    "step_backward",
    caught_by=[step_weight_gradients],
    hint="dWx is a sum over the batch, and so is db.",
    row=14,
)
def bias_gradient_averaged(dh, dc, x, h, c, Wx, Wh, b):
    """db is the mean over the batch."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.mean(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_weight_gradients],
    hint="The loss has divided by N already, and dh and dc hold that: here are sums only.",
    row=13,
)
def weight_gradients_averaged(dh, dc, x, h, c, Wx, Wh, b):
    """dWx, dWh and db are divided by N."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da / len(x), h.T @ da / len(x), da.mean(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_weight_gradients],
    hint="Wh was multiplied with the hidden state before the step.",
)
def dwh_of_the_new_state(dh, dc, x, h, c, Wx, Wh, b):
    """dWh is made of the new hidden state."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, (o * t).T @ da, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_weight_gradients],
    hint="dWx has the shape of Wx, (D, 4H): xᵀ ∂L/∂a.",
)
def weight_gradients_transposed(dh, dc, x, h, c, Wx, Wh, b):
    """dWx and dWh are transposed."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, da.T @ x, da.T @ h, da.sum(axis=0)


@lab.mistake(
    "step_backward",
    caught_by=[step_input_gradients, step_weight_gradients],
    hint="The order is that of the arguments: dx, dh_prev, dc_prev, dWx, dWh, db.",
)
def weight_gradients_first(dh, dc, x, h, c, Wx, Wh, b):
    """dWx, dWh and db are returned before dx, dh_prev and dc_prev."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return x.T @ da, h.T @ da, da.sum(axis=0), da @ Wx.T, da @ Wh.T, dc * f


@lab.mistake(
    "step_backward",
    caught_by=[step_weight_gradients],
    hint="dWx, dWh and db are still zeros.",
    row=132,
)
def unfinished_weight_gradients(dh, dc, x, h, c, Wx, Wh, b):
    """dWx, dWh and db are zeros."""
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)
    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)
    return da @ Wx.T, da @ Wh.T, dc * f, 0 * Wx, 0 * Wh, 0 * b


@lab.mistake(
    "step_backward",
    caught_by=[inputs_unchanged],
    hint="dc += … changes the array of whoever called you: write dc = dc + ….",
    row=22,
)
def dc_in_place(dh, dc, x, h, c, Wx, Wh, b):
    """The dc that is given is changed."""
    from reference.lstm import step_backward

    i, f, o, g = _gates(x, h, Wx, Wh, b)
    dc += dh * o * (1 - np.tanh(f * c + i * g) ** 2)
    return step_backward(dh, dc - dh * o * (1 - np.tanh(f * c + i * g) ** 2), x, h, c, Wx, Wh, b)


# forward


@lab.mistake(
    "forward",
    caught_by=[forward_start],
    hint="h0 and c0 are the states before the first step.",
    row=110,
)
def begins_from_zero(x, h0, c0, Wx, Wh, b):
    """The states begin at 0, whatever is given."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, t], h, c, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[forward_start],
    hint="c0 is the cell state before the first step.",
    row=110,
)
def cell_begins_from_zero(x, h0, c0, Wx, Wh, b):
    """The cell state begins at 0, whatever is given."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = h0, np.zeros(c0.shape)
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, t], h, c, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[forward_start],
    hint="h0 and c0 are two states: the second one is the cell's.",
)
def cell_begins_as_the_hidden_state(x, h0, c0, Wx, Wh, b):
    """The cell state begins at h0."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = h0, h0
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, t], h, c, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[forward_steps, forward_start, learns_to_remember],
    hint="Each step goes on from the states of the one before: h, c = step_forward(x[:, t], h, c, …).",
    row=110,
)
def every_step_from_the_start(x, h0, c0, Wx, Wh, b):
    """Every step begins from h0 and c0."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = h0, c0
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, t], h0, c0, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[forward_steps, forward_start],
    hint="The cell state goes on from step to step as well.",
    row=110,
)
def cell_not_carried_on(x, h0, c0, Wx, Wh, b):
    """Every step begins from c0."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = h0, c0
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, t], h, c0, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[forward_steps, forward_start],
    hint="h[:, t] is the state after step t.",
)
def states_before_the_step(x, h0, c0, Wx, Wh, b):
    """h[:, t] and c[:, t] are the states before step t."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = h0, c0
    for t in range(x.shape[1]):
        hs[:, t], cs[:, t] = h, c
        h, c = step_forward(x[:, t], h, c, Wx, Wh, b)
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[forward_steps, forward_start],
    hint="Step t sees x[:, t].",
)
def first_step_again_and_again(x, h0, c0, Wx, Wh, b):
    """Every step sees x[:, 0]."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = h0, c0
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, 0], h, c, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[forward_steps, forward_start],
    hint="Step 0 comes first.",
)
def backwards_in_time(x, h0, c0, Wx, Wh, b):
    """The steps are taken from the last one to the first."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = h0, c0
    for t in reversed(range(x.shape[1])):
        h, c = step_forward(x[:, t], h, c, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[forward_steps, forward_start],
    hint="x is (N, T, D): step t sees x[:, t], not x[t].",
    row=103,
)
def time_first(x, h0, c0, Wx, Wh, b):
    """x is taken to be (T, N, D)."""
    hs, cs = [], []
    h, c = h0, c0
    for x_t in x:
        h, c = step_forward(x_t, h, c, Wx, Wh, b)
        hs.append(h)
        cs.append(c)
    return np.array(hs), np.array(cs)


@lab.mistake(
    "forward",
    caught_by=[forward_steps, forward_start],
    hint="The results are (N, T, H): np.stack(…, axis=1).",
    row=103,
)
def time_first_in_the_result(x, h0, c0, Wx, Wh, b):
    """h and c come as (T, N, H)."""
    from reference.lstm import forward

    h, c = forward(x, h0, c0, Wx, Wh, b)
    return h.transpose(1, 0, 2), c.transpose(1, 0, 2)


@lab.mistake(
    "forward",
    caught_by=[forward_steps, forward_start],
    hint="h and c hold the states after every step: (N, T, H).",
)
def last_states_only(x, h0, c0, Wx, Wh, b):
    """Only the states after the last step are returned."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1])), np.zeros((*x.shape[:2], h0.shape[1]))
    h, c = h0, c0
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, t], h, c, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return h, c


@lab.mistake(
    "forward",
    caught_by=[whole_numbers],
    hint="dtype=x.dtype takes the type of x over: np.zeros(…) without it holds floats.",
    row=126,
)
def results_of_whole_numbers(x, h0, c0, Wx, Wh, b):
    """h and c have the type of x."""
    hs, cs = np.zeros((*x.shape[:2], h0.shape[1]), x.dtype), np.zeros((*x.shape[:2], h0.shape[1]), x.dtype)
    h, c = h0, c0
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, t], h, c, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


@lab.mistake(
    "forward",
    caught_by=[inputs_unchanged, forward_steps, forward_start],
    hint="A list of one and the same array, changed T times, holds T times its last values: append a copy.",
    row=21,
)
def one_array_for_all_steps(x, h0, c0, Wx, Wh, b):
    """All steps are kept in one array, which is changed in place."""
    hs, cs = [], []
    h, c = h0, c0
    for t in range(x.shape[1]):
        h[:], c[:] = step_forward(x[:, t], h, c, Wx, Wh, b)
        hs.append(h)
        cs.append(c)
    return np.stack(hs, axis=1), np.stack(cs, axis=1)


# backward


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="h[:, t] also goes into step t + 1: what comes back from there is added to dh[:, t].",
    row=109,
)
def hidden_states_not_linked(dh, x, h0, c0, Wx, Wh, b):
    """What comes back through the hidden state of later steps is not added."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t], dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="The cell state goes from step to step: hand step_backward the dc of the step after.",
    row=109,
)
def cell_states_not_linked(dh, x, h0, c0, Wx, Wh, b):
    """What comes back through the cell state of later steps is not handed on."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, np.zeros(c0.shape), x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="L may use every h[:, t]: add dh[:, t] at each step.",
    row=109,
)
def later_steps_for_the_own(dh, x, h0, c0, Wx, Wh, b):
    """dh is used at the last step only."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(
            (dh[:, t] if t == x.shape[1] - 1 else dh_t), dc_t, x[:, t], *before, Wx, Wh, b
        )
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="What comes back from step t + 1 counts once.",
)
def later_steps_added_twice(dh, x, h0, c0, Wx, Wh, b):
    """What comes back through the hidden state is added twice."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + 2 * dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="L does not use the cell states itself: after the last step, dc is 0.",
)
def cell_state_in_the_first_step_back(dh, x, h0, c0, Wx, Wh, b):
    """dc begins as dh of the last step."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), dh[:, -1]
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="The last step comes first on the way back: reversed(range(T)).",
)
def forwards_through_time(dh, x, h0, c0, Wx, Wh, b):
    """The way back begins at the first step."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in range(x.shape[1]):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="The way back goes through all T steps.",
)
def cut_off_after_three_steps(dh, x, h0, c0, Wx, Wh, b):
    """The way back ends after three steps."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(max(0, x.shape[1] - 3), x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_weight_gradients],
    hint="The weights are the same at every step, and their gradients are sums: += and not =.",
    row=109,
)
def weight_gradients_of_the_first_step(dh, x, h0, c0, Wx, Wh, b):
    """Each step overwrites the gradients of the weights."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = new
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_weight_gradients],
    hint="The gradients of the weights are sums over the steps, not means.",
    row=13,
)
def weight_gradients_divided_by_the_steps(dh, x, h0, c0, Wx, Wh, b):
    """The gradients of the weights are divided by T."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx / x.shape[1], dWh / x.shape[1], db / x.shape[1]


@lab.mistake(
    "backward",
    caught_by=[backward_weight_gradients],
    hint="Wh works at every step, like Wx and b: add its gradients up.",
    row=109,
)
def dwh_not_added_up(dh, x, h0, c0, Wx, Wh, b):
    """dWh is that of the first step only."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients, backward_weight_gradients],
    hint="At t = 0, h[:, t − 1] is h[:, −1], which is the last step: take h0 and c0 there.",
)
def last_state_before_the_first(dh, x, h0, c0, Wx, Wh, b):
    """The state before the first step is taken to be that after the last one."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = h[:, t - 1], c[:, t - 1]
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients, backward_weight_gradients],
    hint="The states before the first step are h0 and c0.",
)
def zero_before_the_first(dh, x, h0, c0, Wx, Wh, b):
    """The states before the first step are taken to be 0."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (0 * h0, 0 * c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients, backward_weight_gradients],
    hint="step_backward takes the states before the step: h[:, t − 1] and c[:, t − 1].",
)
def states_after_the_step(dh, x, h0, c0, Wx, Wh, b):
    """step_backward is given the states after the step."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = h[:, t], c[:, t]
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="h0 is the state before the first step; dh[:, 0] belongs to that after it.",
)
def dh0_with_the_first_dh(dh, x, h0, c0, Wx, Wh, b):
    """dh[:, 0] is added to dh0 once more."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t + dh[:, 0], dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="c0 is an argument like the others: dc0 is what comes back through the cell states.",
    row=132,
)
def dc0_of_zero(dh, x, h0, c0, Wx, Wh, b):
    """dc0 is zeros."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, np.zeros(c0.shape), dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[backward_input_gradients],
    hint="The order is dx, dh0, dc0, as in the arguments.",
)
def start_exchanged(dh, x, h0, c0, Wx, Wh, b):
    """dc0 and dh0 are in each other's places."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dc_t, dh_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[whole_numbers],
    hint="np.zeros_like(x) takes the type of x too; a gradient is a float: np.zeros(x.shape).",
    row=126,
)
def dx_of_whole_numbers(dh, x, h0, c0, Wx, Wh, b):
    """dx has the type of x."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t] + dh_t, dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db


@lab.mistake(
    "backward",
    caught_by=[inputs_unchanged],
    hint="dh[:, t] += … changes the array of whoever called you: add into a new one.",
    row=22,
)
def dh_in_place(dh, x, h0, c0, Wx, Wh, b):
    """The dh that is given is changed."""
    h, c = forward(x, h0, c0, Wx, Wh, b)
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_t, dc_t = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        dh[:, t] += dh_t
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_t, dc_t, *new = step_backward(dh[:, t], dc_t, x[:, t], *before, Wx, Wh, b)
        dWx, dWh, db = dWx + new[0], dWh + new[1], db + new[2]
    return dx, dh_t, dc_t, dWx, dWh, db
