"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, relative_difference) is looked up
in the copy of the reference that it is put into.
"""

import numpy as np

from reference.gradient_check import numerical_gradient, relative_difference

from .lab import (
    central_difference,
    check_of_any_shape,
    default_step,
    different_shapes,
    lab,
    one_percent,
    relative_differences,
    right_and_wrong,
    slopes_of_a_vector,
    slopes_of_any_shape,
    small_gradients,
    softmax_regression,
    where_the_bar_is,
    whole_numbers,
    x_restored,
    zero_gradients,
)

# numerical_gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[central_difference],
    hint="This is the one-sided difference, with an error of the order of h: take f(x − h) in place of f(x), and 2h.",
    row=47,
)
def one_sided(f, x, h=1e-5):
    """The difference is (f(x + h) − f(x)) / h."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    here = f(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value + h
        gradient[i] = (f(x) - here) / h
        x[i] = value
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[central_difference],
    hint="This is the one-sided difference, with an error of the order of h: take f(x + h) in place of f(x), and 2h.",
    row=47,
)
def one_sided_backwards(f, x, h=1e-5):
    """The difference is (f(x) − f(x − h)) / h."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    here = f(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value - h
        gradient[i] = (here - f(x)) / h
        x[i] = value
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_a_vector],
    hint="From x − h to x + h it is 2h: you divide by h.",
)
def divided_by_h(f, x, h=1e-5):
    """The central difference is divided by h."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value + h
        above = f(x)
        x[i] = value - h
        below = f(x)
        x[i] = value
        gradient[i] = (above - below) / h
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_a_vector, central_difference, default_step],
    hint="a / 2 * h is a/2 times h: 2h needs brackets, a / (2 * h).",
)
def missing_brackets(f, x, h=1e-5):
    """The difference is halved and multiplied by h."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value + h
        above = f(x)
        x[i] = value - h
        below = f(x)
        x[i] = value
        gradient[i] = (above - below) / 2 * h
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_a_vector],
    hint="f(x + h) comes first: the other way round you measure the slope of −f.",
    row=17,
)
def wrong_way_round(f, x, h=1e-5):
    """The difference has the wrong sign."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value + h
        above = f(x)
        x[i] = value - h
        below = f(x)
        x[i] = value
        gradient[i] = (below - above) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_a_vector, slopes_of_any_shape, central_difference, default_step, whole_numbers, x_restored],
    hint="x + h moves all entries at once, and gives a single number: move one entry, measure, and put it back.",
)
def all_entries_at_once(f, x, h=1e-5):
    """All entries are moved together."""
    return (f(x + h) - f(x - h)) / (2 * h)


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_a_vector, slopes_of_any_shape, central_difference, default_step, whole_numbers, x_restored],
    hint="x_plus = x is a second name for the same array, so both are moved: x.copy().",
    row=48,
)
def names_for_copies(f, x, h=1e-5):
    """x + h and x − h are the same array."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x_plus = x
        x_minus = x
        x_plus[i] += h
        x_minus[i] -= h
        gradient[i] = (f(x_plus) - f(x_minus)) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[central_difference],
    hint="After an entry is measured it has to go back to its value, or the next one is measured elsewhere.",
    row=48,
)
def entries_not_put_back(f, x, h=1e-5):
    """Every entry stays at x − h while the next ones are measured."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        below = f(x)
        gradient[i] = (above - below) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[x_restored],
    hint="(x + h) − h is not always x again: keep the value in a variable and put it back.",
    row=48,
)
def step_taken_back_by_arithmetic(f, x, h=1e-5):
    """Each entry comes back by adding and subtracting h."""
    if x.dtype.kind != "f":
        x = x.astype(float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        below = f(x)
        x[i] += h
        gradient[i] = (above - below) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[x_restored],
    hint="x belongs to whoever called you: work on a copy, or put every value back.",
    row=21,
)
def moved_for_good(f, x, h=1e-5):
    """The caller's array stays moved by −h."""
    if x.dtype.kind != "f":
        x = x.astype(float)
    gradient = np.zeros_like(x)
    before = x.copy()
    for i in np.ndindex(x.shape):
        x[...] = before
        x[i] = before[i] + h
        above = f(x)
        x[i] = before[i] - h
        below = f(x)
        gradient[i] = (above - below) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[whole_numbers],
    hint="In an array of whole numbers 3 + 1e-5 becomes 3 again: x = x.astype(float) first.",
    row=48,
)
def moved_in_whole_numbers(f, x, h=1e-5):
    """In whole numbers the step is rounded to nothing."""
    x = x.copy()
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value + h
        above = f(x)
        x[i] = value - h
        below = f(x)
        x[i] = value
        gradient[i] = (above - below) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[whole_numbers],
    hint="np.zeros_like(x) holds whole numbers where x does, and cuts the slopes off: np.zeros(x.shape).",
    row=126,
)
def slopes_in_whole_numbers(f, x, h=1e-5):
    """Of whole numbers, the slopes are cut off to whole numbers."""
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_any_shape],
    hint="range(len(x)) counts the rows, and x[i] += h moves a whole row: np.ndindex(x.shape) counts entries.",
)
def rows_for_entries(f, x, h=1e-5):
    """With several axes, whole rows are moved."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        value = x[i].copy()
        x[i] = value + h
        above = f(x)
        x[i] = value - h
        below = f(x)
        x[i] = value
        gradient[i] = (above - below) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_any_shape],
    hint="Two loops fit two axes: np.ndindex(x.shape) goes through any number of them.",
)
def two_axes_only(f, x, h=1e-5):
    """Three axes are not gone through."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    if x.ndim == 1:
        for i in range(len(x)):
            step = h * (np.arange(len(x)) == i)
            gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
        return gradient
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            value = x[i, j].copy()
            x[i, j] = value + h
            above = f(x)
            x[i, j] = value - h
            below = f(x)
            x[i, j] = value
            gradient[i, j] = (above - below) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_any_shape, check_of_any_shape],
    hint="The gradient has the shape of x: reshape it at the end.",
)
def gradient_in_a_row(f, x, h=1e-5):
    """The gradient is flat, whatever the shape of x."""
    gradient = []
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = h
        step = step.reshape(x.shape)
        gradient.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(gradient)


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_any_shape, check_of_any_shape],
    hint="f takes arrays of the shape of x: give it x in its shape, not in a row.",
)
def f_of_a_row(f, x, h=1e-5):
    """f is given the entries in a row."""
    flat = np.array(x, dtype=float).ravel()
    gradient = np.zeros_like(flat)
    for i in range(flat.size):
        value = flat[i]
        flat[i] = value + h
        above = f(flat)
        flat[i] = value - h
        below = f(flat)
        flat[i] = value
        gradient[i] = (above - below) / (2 * h)
    return gradient.reshape(np.shape(x))


@lab.mistake(
    "numerical_gradient",
    caught_by=[central_difference],
    hint="Use the h that is handed over: 1e-5 is only its default.",
    row=25,
)
def h_written_into_the_code(f, x, h=1e-5):
    """h is always 1e-5."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = 1e-5
        gradient[i] = (f(x + step) - f(x - step)) / (2 * 1e-5)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[default_step],
    hint="With h = 1e-10 only six digits are left of a difference of two numbers near 1: 1e-5 is about the best.",
    row=50,
)
def step_too_small(f, x, h=1e-10):
    """The default of h is 1e-10."""
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[default_step],
    hint="The statement's default is h = 1e-5; the error grows with h².",
)
def step_too_large(f, x, h=1e-3):
    """The default of h is 1e-3."""
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_a_vector],
    hint="float32 keeps seven digits, and a step of 1e-5 changes the last two of them: compute in float64.",
    row=50,
)
def in_float32(f, x, h=1e-5):
    """x is kept in float32."""
    x = np.array(x, dtype=np.float32)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value + h
        above = f(x)
        x[i] = value - h
        below = f(x)
        x[i] = value
        gradient[i] = (above - below) / (2 * h)
    return gradient


@lab.mistake(
    "numerical_gradient",
    caught_by=[slopes_of_a_vector, central_difference],
    hint="The return stands inside the loop: only the first entry is measured.",
)
def returned_too_early(f, x, h=1e-5):
    """Only the first entry is measured."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
        return gradient
    return gradient


# relative_difference


@lab.mistake(
    "relative_difference",
    caught_by=[zero_gradients],
    hint="0/0 is nan: where both arrays are zero, and the gradients of dead units are, the difference is 0.",
    row=49,
)
def no_guard(a, b):
    """Two arrays of zeros give 0/0."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


@lab.mistake(
    "relative_difference",
    caught_by=[relative_differences],
    hint="The denominator is the sum of both norms, not the larger one.",
)
def larger_norm(a, b):
    """The difference is divided by the larger norm."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b), 1e-12)


@lab.mistake(
    "relative_difference",
    caught_by=[relative_differences],
    hint="The norm of the sum is not the sum of the norms: where a and b point apart it is far too small.",
)
def norm_of_the_sum(a, b):
    """The difference is divided by ‖a + b‖."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.linalg.norm(a - b) / max(np.linalg.norm(a + b), 1e-12)


@lab.mistake(
    "relative_difference",
    caught_by=[relative_differences, small_gradients],
    hint="This is the distance itself: divide by the norms of both, or a small gradient always looks right.",
)
def not_relative(a, b):
    """The norm of the difference is not divided by anything."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.linalg.norm(a - b)


@lab.mistake(
    "relative_difference",
    caught_by=[relative_differences],
    hint="‖a‖ is the root of the sum of squares: the roots are missing.",
)
def squared_norms(a, b):
    """The norms are squares."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.sum((a - b) ** 2) / max(np.sum(a**2) + np.sum(b**2), 1e-12)


@lab.mistake(
    "relative_difference",
    caught_by=[relative_differences],
    hint="The largest relative error of an entry is another measure, which a single entry near 0 makes large.",
)
def entry_by_entry(a, b):
    """The largest relative error of the entries is returned."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.max(np.abs(a - b) / np.maximum(1e-12, np.abs(a) + np.abs(b)))


@lab.mistake(
    "relative_difference",
    caught_by=[relative_differences],
    hint="‖a‖ is the root of the sum of squares, not the sum of absolute values.",
)
def sums_of_absolute_values(a, b):
    """The norms are sums of absolute values."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.sum(np.abs(a - b)) / max(np.sum(np.abs(a)) + np.sum(np.abs(b)), 1e-12)


@lab.mistake(
    "relative_difference",
    caught_by=[relative_differences],
    hint="np.linalg.norm(…, axis=0) gives a norm for each column; one over all entries is asked.",
)
def norm_of_each_column(a, b):
    """Each column is compared by itself, and the mean returned."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    scale = np.linalg.norm(a, axis=0) + np.linalg.norm(b, axis=0)
    return np.mean(np.linalg.norm(a - b, axis=0) / np.maximum(scale, 1e-12))


@lab.mistake(
    "relative_difference",
    caught_by=[small_gradients],
    hint="A denominator of at least 1 measures small gradients absolutely: wrong ones of 1e-8 all look right.",
    row=49,
)
def at_least_one(a, b):
    """The denominator is at least 1."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.linalg.norm(a - b) / max(1.0, np.linalg.norm(a) + np.linalg.norm(b))


@lab.mistake(
    "relative_difference",
    caught_by=[small_gradients],
    hint="1e-4 in the denominator is as large as a small gradient: a guard against 0/0 needs 1e-12 at most.",
)
def guard_too_large(a, b):
    """1e-4 is added to the denominator."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b) + 1e-4)


@lab.mistake(
    "relative_difference",
    caught_by=[different_shapes],
    hint="(3,) and (3, 1) are broadcast to (3, 3), and every entry is compared with every other: compare shapes first.",
    row=125,
)
def shapes_not_compared(a, b):
    """Arrays of different shapes are broadcast."""
    scale = np.linalg.norm(a) + np.linalg.norm(b)
    return np.linalg.norm(a - b) / scale if scale > 0 else 0.0


@lab.mistake(
    "relative_difference",
    caught_by=[zero_gradients],
    hint="Only where *both* are zero are they equal: here one of them is enough.",
)
def zero_if_either_is(a, b):
    """The difference is 0 as soon as one array is zero."""
    if a.shape != b.shape:
        raise ValueError("shapes")
    if not a.any() or not b.any():
        return 0.0
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


# check


@lab.mistake(
    "check",
    caught_by=[right_and_wrong, one_percent, where_the_bar_is, check_of_any_shape, softmax_regression],
    hint="ok is True where the difference is *below* the bar.",
)
def ok_upside_down(f, grad, x):
    """ok is True where the difference is large."""
    difference = relative_difference(grad(x), numerical_gradient(f, x))
    return difference, difference > 1e-7


@lab.mistake(
    "check",
    caught_by=[where_the_bar_is],
    hint="The step is 1e-5: leave h to its default, or hand over 1e-5.",
)
def step_of_its_own(f, grad, x):
    """check measures with another step than 1e-5."""
    difference = relative_difference(grad(x), numerical_gradient(f, x, 1e-4))
    return difference, difference < 1e-7


@lab.mistake(
    "check",
    caught_by=[where_the_bar_is],
    hint="The bar is 1e-7. With 1e-5, an error of 1 % in one entry of many passes.",
)
def bar_too_high(f, grad, x):
    """ok is True below 1e-5."""
    difference = relative_difference(grad(x), numerical_gradient(f, x))
    return difference, difference < 1e-5


@lab.mistake(
    "check",
    caught_by=[where_the_bar_is, one_percent],
    hint="The bar is 1e-7: a difference of 1 % is what a wrong gradient has.",
)
def bar_of_a_percent(f, grad, x):
    """ok is True below 1e-2."""
    difference = relative_difference(grad(x), numerical_gradient(f, x))
    return difference, difference < 1e-2


@lab.mistake(
    "check",
    caught_by=[right_and_wrong, one_percent, where_the_bar_is, check_of_any_shape, softmax_regression],
    hint="np.allclose compares with a tolerance of 1e-5 of each entry, and 1e-8: use relative_difference and 1e-7.",
)
def judged_by_allclose(f, grad, x):
    """np.allclose says what is ok, and the largest error is the difference."""
    numerical = numerical_gradient(f, x)
    return np.max(np.abs(grad(x) - numerical)), np.allclose(grad(x), numerical)


@lab.mistake(
    "check",
    caught_by=[right_and_wrong, one_percent, where_the_bar_is, check_of_any_shape, softmax_regression],
    hint="Two values are asked: difference, ok.",
)
def difference_alone(f, grad, x):
    """Only the difference is returned."""
    return relative_difference(grad(x), numerical_gradient(f, x))


@lab.mistake(
    "check",
    caught_by=[right_and_wrong, one_percent, where_the_bar_is, check_of_any_shape, softmax_regression],
    hint="The difference comes first, then ok.",
)
def ok_first(f, grad, x):
    """The two values are exchanged."""
    difference = relative_difference(grad(x), numerical_gradient(f, x))
    return difference < 1e-7, difference


@lab.mistake(
    "check",
    caught_by=[right_and_wrong, one_percent, where_the_bar_is, check_of_any_shape, softmax_regression],
    hint="The numerical gradient is compared with itself: call grad.",
)
def compared_with_itself(f, grad, x):
    """grad is never called."""
    numerical = numerical_gradient(f, x)
    difference = relative_difference(numerical, numerical)
    return difference, difference < 1e-7


@lab.mistake(
    "check",
    caught_by=[right_and_wrong, one_percent, where_the_bar_is, check_of_any_shape, softmax_regression],
    hint="Only the sizes are compared, and a gradient of the wrong sign has the right one: compare the gradients.",
)
def norms_compared(f, grad, x):
    """The norms of the two gradients are compared."""
    a, b = np.linalg.norm(grad(x)), np.linalg.norm(numerical_gradient(f, x))
    difference = abs(a - b) / (a + b)
    return difference, difference < 1e-7


@lab.mistake(
    "check",
    caught_by=[right_and_wrong, one_percent, check_of_any_shape, softmax_regression],
    hint="A mistake in a single entry hides in the mean of all of them: relative_difference adds squares up.",
)
def one_entry_tried(f, grad, x):
    """Only the first entry is compared."""
    a, b = np.ravel(grad(x))[:1], np.ravel(numerical_gradient(f, x))[:1]
    difference = relative_difference(a, b)
    return difference, difference < 1e-7


@lab.mistake(
    "check",
    caught_by=[check_of_any_shape],
    hint="f and grad take arrays of the shape of x: leave x as it is.",
)
def x_in_a_row(f, grad, x):
    """x is made flat before it is handed on."""
    x = x.ravel()
    difference = relative_difference(grad(x), numerical_gradient(f, x))
    return difference, difference < 1e-7
