"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, hidden) is looked up in the copy
of the reference that it is put into; an import of its own gives the textbook's function itself.
"""

import numpy as np

from reference.rbf import distances, hidden, random_centres

from .lab import (
    approximates,
    distances_values,
    gaussian_values,
    gradients_of_own_loss,
    hidden_values,
    inputs_unchanged,
    inverse_multiquadric_values,
    k_means_settles,
    lab,
    loss_and_gradients_match,
    orthogonal_choice,
    predict_values,
    random_rows,
    read_out_values,
    reflected_sigmoid_values,
    separates,
    spread_values,
    training,
)

GRADIENTS = [gradients_of_own_loss, loss_and_gradients_match]

# ------------------------------------------------------------------------------------------------ distances


@lab.mistake(
    "distances",
    caught_by=[distances_values],
    hint="The root is missing: r is the distance, and the functions square it themselves.",
    row=96,
)
def squared_distances(X, centres):
    """The squared distance is returned."""
    return ((X[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)


@lab.mistake(
    "distances",
    caught_by=[distances_values],
    hint="‖·‖ is the root of the sum of squares, not the sum of the absolute differences.",
)
def sum_of_absolute_differences(X, centres):
    """The distance is Σ |x − c|."""
    return np.abs(X[:, None, :] - centres[None, :, :]).sum(axis=2)


@lab.mistake(
    "distances",
    caught_by=[distances_values],
    hint="The rows belong to the points, the columns to the centres: (N, K).",
    row=96,
)
def centres_in_the_rows(X, centres):
    """The result is (K, N)."""
    return np.sqrt(((centres[:, None, :] - X[None, :, :]) ** 2).sum(axis=2))


@lab.mistake(
    "distances",
    caught_by=[distances_values],
    hint="Sum over the coordinates, the last of the axes (N, K, D), not over the centres.",
    row=96,
)
def sum_over_the_wrong_axis(X, centres):
    """The squares are summed over the centres instead of the coordinates."""
    return np.sqrt(((X[:, None, :] - centres[None, :, :]) ** 2).sum(axis=1))


@lab.mistake(
    "distances",
    caught_by=[distances_values],
    hint="X − centres pairs row with row: X[:, None, :] − centres[None, :, :] has every pair.",
    row=96,
)
def row_against_row(X, centres):
    """Each point is compared with the centre of the same number."""
    return np.sqrt(((X - centres) ** 2).sum(axis=1))


@lab.mistake(
    "distances",
    caught_by=[distances_values],
    hint="Divide by nothing: np.mean over the coordinates makes the distance √D times too small.",
)
def mean_over_the_coordinates(X, centres):
    """The mean of the squares stands for their sum."""
    return np.sqrt(((X[:, None, :] - centres[None, :, :]) ** 2).mean(axis=2))


@lab.mistake(
    "distances",
    caught_by=[distances_values],
    hint="Where a point is a centre, |x|² + |c|² − 2 x·c can be −1e-16: np.maximum(…, 0) before the root.",
)
def root_of_a_negative_number(X, centres):
    """The binomial formula gives tiny negative numbers under the root."""
    return np.sqrt((X**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * X @ centres.T)


@lab.mistake(
    "distances",
    caught_by=[inputs_unchanged],
    hint="X -= … changes the caller's points: write X = X - ….",
    row=21,
)
def centred_in_place(X, centres):
    """The caller's points are shifted."""
    m = X.mean(axis=0)
    X -= m
    return np.sqrt(((X[:, None, :] - (centres - m)[None, :, :]) ** 2).sum(axis=2))


# --------------------------------------------------------------------------------- the functions of distance


@lab.mistake(
    "gaussian",
    caught_by=[gaussian_values],
    hint="The 2 is missing: exp(−r² / (2 σ²)) at r = σ is 0.607; yours is 0.368.",
    row=96,
)
def gaussian_without_the_two(r, width):
    """The exponent is r² / σ²."""
    return np.exp(-((r / width) ** 2))


@lab.mistake("gaussian", caught_by=[gaussian_values], hint="σ is squared as well: exp(−r² / (2 σ²)).", row=96)
def gaussian_width_not_squared(r, width):
    """The exponent is r² / (2 σ)."""
    return np.exp(-(r**2) / (2 * width))


@lab.mistake("gaussian", caught_by=[gaussian_values], hint="r is squared: exp(−r² / (2 σ²)).", row=96)
def gaussian_distance_not_squared(r, width):
    """The exponent is r / (2 σ²)."""
    return np.exp(-r / (2 * width**2))


@lab.mistake(
    "gaussian",
    caught_by=[gaussian_values],
    hint="2 * width ** 2 in the denominator needs brackets: a / 2 * b is (a / 2) · b.",
)
def gaussian_without_brackets(r, width):
    """The exponent is r² / 2 · σ²."""
    return np.exp(-(r**2) / 2 * width**2)


@lab.mistake(
    "gaussian", caught_by=[gaussian_values], hint="The exponent is negative: the value falls with the distance."
)
def gaussian_that_grows(r, width):
    """The minus sign of the exponent is missing."""
    return np.exp(r**2 / (2 * width**2))


@lab.mistake(
    "gaussian",
    caught_by=[gaussian_values],
    hint="This is no probability density: leave out 1 / (σ √(2π)); the height is 1.",
)
def gaussian_density(r, width):
    """The normal density is returned, with its factor."""
    return np.exp(-(r**2) / (2 * width**2)) / (width * np.sqrt(2 * np.pi))


@lab.mistake(
    "gaussian",
    caught_by=[gaussian_values],
    hint="One width for each column: they line up with the columns as they are, without a reshape.",
    row=96,
)
def a_width_for_each_row(r, width):
    """The widths are lined up with the points instead of the units."""
    return np.exp(-(r**2) / (2 * np.reshape(width, (-1, 1)) ** 2))


@lab.mistake(
    "reflected_sigmoid",
    caught_by=[reflected_sigmoid_values],
    hint="It is reflected: exp(+r² / σ²) in the denominator, so that the value falls with the distance.",
)
def sigmoid_not_reflected(r, width):
    """The sign of the exponent is that of the usual sigmoid."""
    return 1 / (1 + np.exp(-((r / width) ** 2)))


@lab.mistake(
    "reflected_sigmoid", caught_by=[reflected_sigmoid_values], hint="No 2 here: the exponent is r² / σ².", row=96
)
def reflected_sigmoid_with_a_two(r, width):
    """The exponent is that of the Gaussian, r² / (2 σ²)."""
    return 1 / (1 + np.exp(r**2 / (2 * width**2)))


@lab.mistake(
    "reflected_sigmoid", caught_by=[reflected_sigmoid_values], hint="r and σ are squared: exp(r² / σ²).", row=96
)
def reflected_sigmoid_not_squared(r, width):
    """The exponent is r / σ."""
    return 1 / (1 + np.exp(r / width))


@lab.mistake(
    "reflected_sigmoid",
    caught_by=[reflected_sigmoid_values],
    hint="Far away, exp(−s) is 0 and 1 − 1 / (1 + exp(−s)) loses all digits: write 1 / (1 + exp(s)).",
)
def reflected_sigmoid_far_away(r, width):
    """exp(s) is divided by itself, which is NaN far from the centre."""
    s = (r / width) ** 2
    return 1 - np.exp(s) / (1 + np.exp(s))


@lab.mistake(
    "inverse_multiquadric",
    caught_by=[inverse_multiquadric_values],
    hint="It is the inverse: 1 / √(r² + σ²).",
)
def multiquadric(r, width):
    """The multiquadric itself, √(r² + σ²), is returned."""
    return np.sqrt(r**2 + width**2)


@lab.mistake(
    "inverse_multiquadric", caught_by=[inverse_multiquadric_values], hint="The root is missing: 1 / √(r² + σ²)."
)
def inverse_quadratic(r, width):
    """1 / (r² + σ²) is returned."""
    return 1 / (r**2 + width**2)


@lab.mistake(
    "inverse_multiquadric",
    caught_by=[inverse_multiquadric_values],
    hint="Inside the root stands r² + σ², not 1 + (r/σ)²: the two differ by a factor of σ.",
)
def inverse_multiquadric_of_height_one(r, width):
    """1 / √(1 + (r/σ)²) is returned."""
    return 1 / np.sqrt(1 + (r / width) ** 2)


@lab.mistake(
    "inverse_multiquadric", caught_by=[inverse_multiquadric_values], hint="σ is squared: 1 / √(r² + σ²).", row=96
)
def inverse_multiquadric_width_not_squared(r, width):
    """The root is that of r² + σ."""
    return 1 / np.sqrt(r**2 + width)


# --------------------------------------------------------------------------------------------- hidden layer


@lab.mistake("hidden", caught_by=[hidden_values], hint="kind names the function: use it.", row=25)
def always_gaussian(X, centres, widths, kind):
    """The units are Gaussians, whatever is asked for."""
    return gaussian(distances(X, centres), widths)  # noqa: F821


@lab.mistake("hidden", caught_by=[hidden_values], hint="Each unit has a width of its own: σₖ for column k.")
def one_width_for_all(X, centres, widths, kind):
    """Every unit has the width of the first one."""
    from reference.rbf import hidden

    return hidden(X, centres, widths[0], kind)


@lab.mistake(
    "hidden",
    caught_by=[hidden_values],
    hint="The functions take the distance and square it themselves: hand over r, not r².",
    row=96,
)
def squared_twice(X, centres, widths, kind):
    """The functions are given squared distances."""
    functions = {"gaussian": gaussian, "reflected_sigmoid": reflected_sigmoid}  # noqa: F821
    return functions.get(kind, inverse_multiquadric)(distances(X, centres) ** 2, widths)  # noqa: F821


@lab.mistake("hidden", caught_by=[hidden_values], hint="The hidden layer's values are used as they are: leave them so.")
def normalised_units(X, centres, widths, kind):
    """The units of each point are divided by their sum."""
    from reference.rbf import hidden

    H = hidden(X, centres, widths, kind)
    return H / H.sum(axis=1, keepdims=True)


@lab.mistake(
    "hidden", caught_by=[hidden_values], hint="hidden gives the K units; the column of ones is read_out's.", row=97
)
def column_of_ones_in_hidden(X, centres, widths, kind):
    """A column of ones stands beside the units."""
    from reference.rbf import hidden

    return np.column_stack([hidden(X, centres, widths, kind), np.ones(len(X))])


# -------------------------------------------------------------------------------------------------- centres


@lab.mistake(
    "random_centres", caught_by=[random_rows], hint="Draw from all rows: rng.choice(len(X), count, replace=False)."
)
def first_rows(X, count, rng):
    """The first rows are the centres."""
    return X[:count].copy()


@lab.mistake("random_centres", caught_by=[random_rows], hint="A row is picked once at most: replace=False.")
def rows_picked_twice(X, count, rng):
    """Rows are drawn with replacement."""
    return X[rng.integers(len(X), size=count)]


@lab.mistake("random_centres", caught_by=[random_rows], hint="The centres are rows of X, not other points near them.")
def anywhere_in_the_box(X, count, rng):
    """Centres are drawn anywhere between the smallest and the largest coordinates."""
    return rng.uniform(X.min(axis=0), X.max(axis=0), size=(count, X.shape[1]))


@lab.mistake(
    "random_centres",
    caught_by=[random_rows],
    hint="Draw from the rng that you are given; a seed of your own picks the same rows every time.",
    row=127,
)
def seed_of_its_own(X, count, rng):
    """The rows come from a generator with a fixed seed."""
    return X[np.random.default_rng(0).choice(len(X), count, replace=False)]


@lab.mistake(
    "random_centres", caught_by=[random_rows], hint="Every row on its own: rows that follow each other are not random."
)
def neighbouring_rows(X, count, rng):
    """The centres are rows that follow each other."""
    start = rng.integers(len(X) - count + 1)
    return X[start : start + count].copy()


@lab.mistake(
    "random_centres",
    caught_by=[inputs_unchanged],
    hint="rng.shuffle(X) changes the caller's points: rng.permutation(X) gives a copy.",
    row=21,
)
def shuffled_in_place(X, count, rng):
    """The caller's points are shuffled."""
    rng.shuffle(X)
    return X[:count].copy()


@lab.mistake(
    "k_means",
    caught_by=[k_means_settles],
    hint="Repeat both steps until no centre moves; one pass is only the beginning.",
)
def a_single_pass(X, count, rng):
    """Points are assigned and centres moved once."""
    centres = random_centres(X, count, rng)
    nearest = distances(X, centres).argmin(axis=1)
    return np.array([X[nearest == k].mean(axis=0) if k in nearest else centres[k] for k in range(count)])


@lab.mistake(
    "k_means",
    caught_by=[k_means_settles],
    hint="The centres begin as rows of X and have to move: to the mean of their points.",
)
def centres_never_moved(X, count, rng):
    """The rows that k-means begins with are returned."""
    return random_centres(X, count, rng)


@lab.mistake(
    "k_means",
    caught_by=[k_means_settles],
    hint="The mean of no points is NaN: let a centre without points stay where it is.",
)
def mean_of_no_points(X, count, rng):
    """A centre that is nearest to no point becomes NaN."""
    centres = random_centres(X, count, rng)
    for _ in range(100):
        nearest = distances(X, centres).argmin(axis=1)
        centres = np.array([X[nearest == k].mean(axis=0) for k in range(count)])
    return centres


@lab.mistake(
    "k_means",
    caught_by=[k_means_settles],
    hint="k-means takes the mean of the points, over the samples: axis=0, and no median.",
)
def medians(X, count, rng):
    """The centres are the medians of their points."""
    centres = random_centres(X, count, rng)
    for _ in range(100):
        nearest = distances(X, centres).argmin(axis=1)
        centres = np.array([np.median(X[nearest == k], axis=0) if k in nearest else centres[k] for k in range(count)])
    return centres


@lab.mistake(
    "k_means",
    caught_by=[k_means_settles],
    hint="Each point belongs to the nearest centre: argmin over the centres, axis 1 of (N, K).",
)
def farthest_centre(X, count, rng):
    """Points are assigned to the centre that is farthest from them."""
    centres = random_centres(X, count, rng)
    for _ in range(100):
        farthest = distances(X, centres).argmax(axis=1)
        centres = np.array([X[farthest == k].mean(axis=0) if k in farthest else centres[k] for k in range(count)])
    return centres


@lab.mistake(
    "k_means",
    caught_by=[k_means_settles],
    hint="Begin with rows that rng draws, not with the first ones.",
    row=127,
)
def begins_with_the_first_rows(X, count, rng):
    """k-means always begins with the first rows of X."""
    centres = X[:count] * 1.0
    for _ in range(200):
        nearest = distances(X, centres).argmin(axis=1)
        centres = np.array([X[nearest == k].mean(axis=0) if k in nearest else centres[k] for k in range(count)])
    return centres


@lab.mistake(
    "k_means",
    caught_by=[k_means_settles],
    hint="Random points of the box may be nearest to nothing: begin with rows of X.",
)
def begins_anywhere(X, count, rng):
    """k-means begins with points that are far from all data, and some of them stay there."""
    centres = rng.uniform(X.min(axis=0) - 20, X.max(axis=0) + 20, size=(count, X.shape[1]))
    for _ in range(100):
        nearest = distances(X, centres).argmin(axis=1)
        centres = np.array([X[nearest == k].mean(axis=0) if k in nearest else centres[k] for k in range(count)])
    return centres


# ---------------------------------------------------------------------------------- orthogonal least squares


def _chosen(P, t, count, numerator, orthogonal=True):
    """Greedy choice among the columns of P by ``numerator(P, t)`` divided by their squared lengths."""
    start, chosen = (P**2).sum(axis=0), []
    for _ in range(count):
        size = (P**2).sum(axis=0)
        free = size > 1e-12 * start
        free[chosen] = False
        err = np.where(free, numerator(P, t) / np.where(free, size, 1.0), -np.inf)
        k = int(err.argmax())
        chosen.append(k)
        if orthogonal:
            P = P - np.outer(P[:, k], P[:, k] @ P / size[k])
    return np.array(chosen)


CHOICE = {"_chosen": _chosen}


@lab.mistake(
    "orthogonal_least_squares",
    also=CHOICE,
    caught_by=[orthogonal_choice],
    hint="The bias is in the model from the beginning: take the mean off the targets and off every candidate first.",
    row=97,
)
def choice_without_the_bias(X, t, count, width, kind):
    """Candidates and targets are not made orthogonal to the constant column."""
    P = hidden(X, X, np.full(len(X), width), kind)
    return _chosen(P, t, count, lambda P, t: (P.T @ t) ** 2)


@lab.mistake(
    "orthogonal_least_squares",
    also=CHOICE,
    caught_by=[orthogonal_choice],
    hint="Once a candidate is chosen, make all others orthogonal to it: else you choose its neighbours next.",
)
def candidates_not_made_orthogonal(X, t, count, width, kind):
    """The candidates are ranked once, each on its own."""
    P = hidden(X, X, np.full(len(X), width), kind)
    return _chosen(P - P.mean(axis=0), t - t.mean(), count, lambda P, t: (P.T @ t) ** 2, orthogonal=False)


@lab.mistake(
    "orthogonal_least_squares",
    also=CHOICE,
    caught_by=[orthogonal_choice],
    hint="errₖ has the square of pₖᵀ t: a candidate with a negative weight is as good.",
)
def product_not_squared(X, t, count, width, kind):
    """Candidates are ranked by pₖᵀ t, so that negative weights are never chosen."""
    P = hidden(X, X, np.full(len(X), width), kind)
    return _chosen(P - P.mean(axis=0), t - t.mean(), count, lambda P, t: P.T @ t)


@lab.mistake(
    "orthogonal_least_squares",
    also=CHOICE,
    caught_by=[orthogonal_choice],
    hint="Divide by pₖᵀ pₖ of what is left of the candidate: a long column is not a good one.",
)
def not_divided_by_the_length(X, t, count, width, kind):
    """errₖ is not divided by pₖᵀ pₖ."""
    P = hidden(X, X, np.full(len(X), width), kind)
    return _chosen(P - P.mean(axis=0), t - t.mean(), count, lambda P, t: (P.T @ t) ** 2 * (P**2).sum(axis=0))


@lab.mistake(
    "orthogonal_least_squares",
    also=CHOICE,
    caught_by=[orthogonal_choice],
    hint="The best candidate has the largest err, not the smallest.",
)
def the_worst_first(X, t, count, width, kind):
    """The candidate with the smallest err is taken."""
    P = hidden(X, X, np.full(len(X), width), kind)
    return _chosen(P - P.mean(axis=0), t - t.mean(), count, lambda P, t: -((P.T @ t) ** 2))


@lab.mistake(
    "orthogonal_least_squares",
    caught_by=[orthogonal_choice],
    hint="The order of the choice is asked for: the most useful point first.",
)
def sorted_rows(X, t, count, width, kind):
    """The chosen row numbers are sorted."""
    from reference.rbf import orthogonal_least_squares

    return np.sort(orthogonal_least_squares(X, t, count, width, kind))


@lab.mistake(
    "orthogonal_least_squares",
    caught_by=[orthogonal_choice],
    hint="Row numbers are asked for, as integers: X[rows] are the centres.",
)
def points_instead_of_rows(X, t, count, width, kind):
    """The chosen points are returned instead of their row numbers."""
    from reference.rbf import orthogonal_least_squares

    return X[orthogonal_least_squares(X, t, count, width, kind)]


@lab.mistake(
    "orthogonal_least_squares",
    caught_by=[orthogonal_choice],
    hint="What is left of a chosen candidate is rounding, divided by rounding it can be anything: leave it out.",
)
def chosen_once_more(X, t, count, width, kind):
    """A candidate of which nothing is left can be chosen again."""
    P = hidden(X, X, np.full(len(X), width), kind)
    P, t, chosen = P - P.mean(axis=0), t - t.mean(), []
    for _ in range(count):
        with np.errstate(all="ignore"):
            k = int(np.nan_to_num((P.T @ t) ** 2 / (P**2).sum(axis=0) ** 2).argmax())
        chosen.append(k)
        P = P - np.outer(P[:, k], P[:, k] @ P / (P[:, k] @ P[:, k]))
    return np.array(chosen)


@lab.mistake(
    "orthogonal_least_squares",
    caught_by=[orthogonal_choice],
    hint="Of points equal to a chosen one only rounding is left, too: leave out by what is left, not by number.",
)
def equal_points_chosen(X, t, count, width, kind):
    """Only the chosen candidates are left out, not the points that are equal to them."""
    P = hidden(X, X, np.full(len(X), width), kind)
    P, t, chosen = P - P.mean(axis=0), t - t.mean(), []
    for _ in range(count):
        with np.errstate(all="ignore"):
            err = (P.T @ t) ** 2 / (P**2).sum(axis=0)
        err[chosen] = -np.inf
        k = int(err.argmax())
        chosen.append(k)
        P = P - np.outer(P[:, k], P[:, k] @ P / (P[:, k] @ P[:, k]))
    return np.array(chosen)


# ---------------------------------------------------------------------------------------- spread and read-out


@lab.mistake(
    "spread", caught_by=[spread_values], hint="d is the largest distance between two centres, not the mean one."
)
def mean_distance(centres):
    """d is the mean distance."""
    return distances(centres, centres).mean() / np.sqrt(2 * len(centres))


@lab.mistake("spread", caught_by=[spread_values], hint="σ = d / √(2 K): the 2 belongs under the root.")
def root_without_the_two(centres):
    """σ is d / √K."""
    return distances(centres, centres).max() / np.sqrt(len(centres))


@lab.mistake("spread", caught_by=[spread_values, separates], hint="σ = d / √(2 K): the root is missing.")
def spread_without_a_root(centres):
    """σ is d / (2 K)."""
    return distances(centres, centres).max() / (2 * len(centres))


@lab.mistake(
    "spread", caught_by=[spread_values], hint="K is the number of centres, their rows; the columns are coordinates."
)
def coordinates_counted(centres):
    """K is taken from the number of coordinates."""
    return distances(centres, centres).max() / np.sqrt(2 * centres.shape[1])


@lab.mistake(
    "spread",
    caught_by=[spread_values],
    hint="The largest distance between two centres, not the largest distance from the origin.",
)
def distance_from_the_origin(centres):
    """d is the length of the longest centre."""
    return np.linalg.norm(centres, axis=1).max() / np.sqrt(2 * len(centres))


@lab.mistake(
    "read_out",
    caught_by=[read_out_values],
    hint="Where is the bias? Put a column of ones beside H.",
    row=97,
)
def no_bias_column(H, t):
    """The weights are fitted without a bias, which is 0."""
    return np.linalg.pinv(H) @ t, 0.0


@lab.mistake(
    "read_out",
    caught_by=[read_out_values],
    hint="Equal columns make AᵀA singular: use np.linalg.lstsq, or the pseudo-inverse.",
    row=97,
)
def normal_equations(H, t):
    """(AᵀA)⁻¹ Aᵀ t is computed, and fails where columns depend on each other."""
    A = np.column_stack([H, np.ones(len(H))])
    solution = np.linalg.inv(A.T @ A) @ A.T @ t
    return solution[:-1], solution[-1]


@lab.mistake(
    "read_out",
    caught_by=[read_out_values],
    hint="The first entry belongs to the first column of A: which of them is the bias?",
)
def bias_from_the_wrong_end(H, t):
    """The ones are the last column, and the bias is taken from the first entry."""
    solution = np.linalg.lstsq(np.column_stack([H, np.ones(len(H))]), t, rcond=None)[0]
    return solution[1:], solution[0]


@lab.mistake(
    "read_out",
    caught_by=[read_out_values],
    hint="Fit weights and bias together: a bias that is the mean of t beforehand is not the best one.",
    row=97,
)
def bias_beforehand(H, t):
    """The bias is the mean of the targets, and the weights fit the rest."""
    return np.linalg.lstsq(H, t - np.mean(t), rcond=None)[0], np.mean(t)


@lab.mistake("read_out", caught_by=[read_out_values], hint="Least squares alone: leave out the penalty.")
def ridge(H, t):
    """A penalty on the weights is added so that the matrix can be inverted."""
    A = np.column_stack([H, np.ones(len(H))])
    solution = np.linalg.solve(A.T @ A + 1e-2 * np.eye(A.shape[1]), A.T @ t)
    return solution[:-1], solution[-1]


@lab.mistake("read_out", caught_by=[read_out_values], hint="Return the weights and the bias one by one: weights, bias.")
def in_one_array(H, t):
    """Weights and bias come in one array."""
    return np.linalg.lstsq(np.column_stack([H, np.ones(len(H))]), t, rcond=None)[0]


# -------------------------------------------------------------------------------------------------- predict


@lab.mistake("predict", caught_by=[predict_values], hint="f(x) = Σ φ w + b: where is b?", row=97)
def bias_left_out(params, X, kind):
    """The bias is not added."""
    return hidden(X, params["centres"], params["widths"], kind) @ params["weights"]


@lab.mistake("predict", caught_by=[predict_values], hint="The value itself is asked for, not a class.")
def rounded_to_a_class(params, X, kind):
    """The value is rounded to 0 or 1."""
    from reference.rbf import predict

    return (predict(params, X, kind) > 0.5) * 1.0


@lab.mistake(
    "predict", caught_by=[predict_values], hint="One value for each point, (N,): weights are (K,), not a column."
)
def a_column_of_values(params, X, kind):
    """The values have the shape (N, 1)."""
    from reference.rbf import predict

    return predict(params, X, kind)[:, None]


# ------------------------------------------------------------------------------------------------- gradients


@lab.mistake(
    "loss_and_gradients",
    caught_by=[gradients_of_own_loss],
    hint="Your loss is a mean over the points, so its gradients are divided by N as well.",
    row=12,
)
def gradients_summed(params, X, t, kind):
    """The gradients are not divided by N."""
    from reference.rbf import loss_and_gradients

    loss, gradients = loss_and_gradients(params, X, t, kind)
    return loss, {name: len(X) * value for name, value in gradients.items()}


@lab.mistake(
    "loss_and_gradients",
    caught_by=[loss_and_gradients_match],
    hint="The statement asks for the mean over the points; this is the sum.",
    row=11,
)
def summed_loss(params, X, t, kind):
    """Loss and gradients are sums over the points."""
    from reference.rbf import loss_and_gradients

    loss, gradients = loss_and_gradients(params, X, t, kind)
    return len(X) * loss, {name: len(X) * value for name, value in gradients.items()}


@lab.mistake(
    "loss_and_gradients",
    caught_by=[gradients_of_own_loss],
    hint="The slope of a square has a factor of 2; the loss that you return has no ½ to cancel it.",
    row=24,
)
def two_left_out(params, X, t, kind):
    """The gradients lack the 2, and the loss has no ½."""
    from reference.rbf import loss_and_gradients

    loss, gradients = loss_and_gradients(params, X, t, kind)
    return loss, {name: value / 2 for name, value in gradients.items()}


@lab.mistake(
    "loss_and_gradients",
    caught_by=[*GRADIENTS, approximates],
    hint="The error is f − t: the gradient has its sign, and the step goes against it.",
    row=17,
)
def target_minus_output(params, X, t, kind):
    """The gradients have the wrong sign."""
    from reference.rbf import loss_and_gradients

    loss, gradients = loss_and_gradients(params, X, t, kind)
    return loss, {name: -value for name, value in gradients.items()}


def _scaled(**factors):
    """The textbook's gradients, each multiplied by a function of the parameters."""
    from reference.rbf import loss_and_gradients

    def rewritten(params, X, t, kind):
        loss, gradients = loss_and_gradients(params, X, t, kind)
        return loss, {name: factors.get(name, lambda p: 1.0)(params) * value for name, value in gradients.items()}

    return rewritten


@lab.mistake(
    "loss_and_gradients",
    also={"_scaled": _scaled},
    caught_by=GRADIENTS,
    hint="∂(x − c)/∂c is −1: the two minus signs of the Gaussian's exponent and of this cancel.",
)
def centres_away_from_the_points(params, X, t, kind):
    """The gradient of the centres has the wrong sign."""
    return _scaled(centres=lambda p: -1.0)(params, X, t, kind)


@lab.mistake(
    "loss_and_gradients",
    also={"_scaled": _scaled},
    caught_by=GRADIENTS,
    hint="E depends on a centre through its unit's weight: ∂E/∂cₖ has the factor wₖ.",
)
def weight_left_out(params, X, t, kind):
    """The gradients of centres and widths lack the weight of their unit."""
    return _scaled(centres=lambda p: 1 / p["weights"][:, None], widths=lambda p: 1 / p["weights"])(params, X, t, kind)


@lab.mistake(
    "loss_and_gradients",
    also={"_scaled": _scaled},
    caught_by=GRADIENTS,
    hint="∂φ/∂σ of the Gaussian is φ r² / σ³: the power of σ goes up by one when you differentiate.",
)
def width_squared_for_cubed(params, X, t, kind):
    """The gradient of the widths has σ² in place of σ³."""
    return _scaled(widths=lambda p: p["widths"])(params, X, t, kind)


@lab.mistake(
    "loss_and_gradients",
    also={"_scaled": _scaled},
    caught_by=GRADIENTS,
    hint="The 2 of σ² and that of the square cancel in the Gaussian; work both slopes out again.",
)
def centres_twice_as_fast(params, X, t, kind):
    """The gradient of the centres is twice what it should be."""
    return _scaled(centres=lambda p: 2.0)(params, X, t, kind)


@lab.mistake(
    "loss_and_gradients",
    also={"_scaled": _scaled},
    caught_by=GRADIENTS,
    hint="The bias has a gradient, too: 2/N · Σ e.",
)
def bias_without_gradient(params, X, t, kind):
    """The gradient of the bias is 0."""
    return _scaled(bias=lambda p: 0.0)(params, X, t, kind)


@lab.mistake(
    "loss_and_gradients",
    also={"_scaled": _scaled},
    caught_by=[*GRADIENTS],
    hint="Supervised training moves the centres and the widths as well: their gradients are not 0.",
)
def read_out_only(params, X, t, kind):
    """Only weights and bias have gradients."""
    return _scaled(centres=lambda p: 0.0, widths=lambda p: 0.0)(params, X, t, kind)


@lab.mistake(
    "loss_and_gradients",
    caught_by=GRADIENTS,
    hint="Each function has slopes of its own: those of the Gaussian fit no other.",
    row=39,
)
def slopes_of_the_gaussian(params, X, t, kind):
    """The gradients of centres and widths are those of the Gaussian, for every kind."""
    c, s, w = params["centres"], params["widths"], params["weights"]
    N, r, H = len(X), distances(X, c), hidden(X, c, s, kind)
    e = H @ w + params["bias"] - t
    delta = 2 / N * np.outer(e, w) * H
    return np.mean(e**2), {
        "centres": (delta[:, :, None] * (X[:, None, :] - c)).sum(axis=0) / s[:, None] ** 2,
        "widths": (delta * r**2).sum(axis=0) / s**3,
        "weights": 2 / N * H.T @ e,
        "bias": 2 * e.mean(),
    }


@lab.mistake(
    "loss_and_gradients",
    caught_by=GRADIENTS,
    hint="Where a point is a centre, r is 0: write the slope by r², so that no division by r is left.",
)
def divided_by_the_distance(params, X, t, kind):
    """φ′ (x − c) / r is NaN where a point is a centre."""
    from reference.rbf import loss_and_gradients

    loss, gradients = loss_and_gradients(params, X, t, kind)
    r = distances(X, params["centres"])
    with np.errstate(all="ignore"):
        gradients["centres"] = gradients["centres"] * (r / r).mean(axis=0)[:, None]
    return loss, gradients


@lab.mistake(
    "loss_and_gradients",
    caught_by=GRADIENTS,
    hint="The gradients are sums over the points: one value for each weight, not one for each point.",
    row=15,
)
def bias_gradient_of_each_point(params, X, t, kind):
    """The gradient of the bias has an entry for each point."""
    from reference.rbf import loss_and_gradients, predict

    loss, gradients = loss_and_gradients(params, X, t, kind)
    return loss, {**gradients, "bias": 2 / len(X) * (predict(params, X, kind) - t)}


@lab.mistake(
    "loss_and_gradients",
    caught_by=[loss_and_gradients_match, gradients_of_own_loss],
    hint="The mean of the squares is asked for, without a root.",
)
def root_of_the_mean_square(params, X, t, kind):
    """The loss is the root of the mean square, the gradients are those of the mean square."""
    from reference.rbf import loss_and_gradients

    loss, gradients = loss_and_gradients(params, X, t, kind)
    return np.sqrt(loss), gradients


# ---------------------------------------------------------------------------------------------------- train


def _trained(params, X, t, kind, epochs, step):
    """Textbook training; ``step`` gives the new parameters from the old ones and their gradients."""
    from reference.rbf import loss_and_gradients

    history = []
    for epoch in range(epochs):
        loss, gradients = loss_and_gradients(params, X, t, kind)
        params = step(params, gradients, epoch)
        history.append(loss)
    return params, history


LOOP = {"_trained": _trained}


@lab.mistake(
    "train", caught_by=[training, approximates], hint="The step goes against the gradient: a minus sign.", row=54
)
def uphill(params, X, t, kind, *, epochs, learning_rate):
    """The gradients are added."""
    from reference.rbf import train

    return train(params, X, t, kind, epochs=epochs, learning_rate=-learning_rate)


@lab.mistake("train", also=LOOP, caught_by=[training], hint="Centres and widths are trained as well.")
def only_the_read_out_trained(params, X, t, kind, *, epochs, learning_rate):
    """Only weights and bias move."""

    def step(params, gradients, epoch):
        moved = {name: params[name] - learning_rate * gradients[name] for name in ("weights", "bias")}
        return {**params, **moved}

    return _trained(params, X, t, kind, epochs, step)


@lab.mistake("train", also=LOOP, caught_by=[training], hint="The widths are trained as well.")
def widths_stay(params, X, t, kind, *, epochs, learning_rate):
    """The widths do not move."""

    def step(params, gradients, epoch):
        return {n: p - learning_rate * gradients[n] * (n != "widths") for n, p in params.items()}

    return _trained(params, X, t, kind, epochs, step)


@lab.mistake(
    "train",
    caught_by=[training],
    hint="All four move at once, by gradients from before the step: compute them all, then move.",
)
def one_after_the_other(params, X, t, kind, *, epochs, learning_rate):
    """Each parameter moves before the next one's gradient is computed."""
    from reference.rbf import loss_and_gradients

    history = []
    for _ in range(epochs):
        history.append(loss_and_gradients(params, X, t, kind)[0])
        for name in params:
            step = learning_rate * loss_and_gradients(params, X, t, kind)[1][name]
            params = {**params, name: params[name] - step}
    return params, history


@lab.mistake(
    "train",
    caught_by=[training],
    hint="params -= … writes into the caller's arrays, and a second training begins where the first one ended: copy.",
    row=21,
)
def trained_in_place(params, X, t, kind, *, epochs, learning_rate):
    """The caller's parameters are changed."""
    from reference.rbf import loss_and_gradients

    history = []
    for _ in range(epochs):
        loss, gradients = loss_and_gradients(params, X, t, kind)
        for name in params:
            params[name] -= learning_rate * gradients[name]
        history.append(loss)
    return params, history


@lab.mistake(
    "train", also=LOOP, caught_by=[training], hint="The learning rate stays what it is; no decay is asked for."
)
def decaying_rate(params, X, t, kind, *, epochs, learning_rate):
    """The learning rate falls from epoch to epoch."""

    def step(params, gradients, epoch):
        return {name: params[name] - learning_rate / (1 + epoch) * gradients[name] for name in params}

    return _trained(params, X, t, kind, epochs, step)


@lab.mistake("train", caught_by=[training], hint="range(1, epochs) is one epoch too few.")
def an_epoch_too_few(params, X, t, kind, *, epochs, learning_rate):
    """The loop stops one epoch early."""
    from reference.rbf import train

    return train(params, X, t, kind, epochs=epochs - 1, learning_rate=learning_rate)


@lab.mistake("train", caught_by=[training, approximates], hint="history grows with every epoch: append to a list.")
def last_loss_only(params, X, t, kind, *, epochs, learning_rate):
    """history is the last loss alone."""
    from reference.rbf import train

    params, history = train(params, X, t, kind, epochs=epochs, learning_rate=learning_rate)
    return params, history[-1]


@lab.mistake("train", caught_by=[training], hint="Hand kind on, as it came.", row=25)
def always_a_gaussian(params, X, t, kind, *, epochs, learning_rate):
    """The network that is trained has Gaussians, whatever is asked for."""
    from reference.rbf import train

    return train(params, X, t, "gaussian", epochs=epochs, learning_rate=learning_rate)
