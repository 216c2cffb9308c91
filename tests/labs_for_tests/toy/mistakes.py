"""Known mistakes of the toy lab."""

from .lab import double_values, extremes_values, lab, total_values  # noqa: TID252


@lab.mistake("double", caught_by=[double_values], hint="Twice, not squared.")
def double_squares(x):
    """double squares."""
    return x * x


@lab.mistake("total", caught_by=[total_values], hint="Add, don't average.")
def total_is_the_mean(x):
    """total is the mean."""
    return float(np.mean(x))  # noqa: F821 - found in the textbook


@lab.mistake("extremes", caught_by=[extremes_values], hint="Return both.")
def extremes_is_one(x):
    """extremes gives the greatest only."""
    return x.max()
