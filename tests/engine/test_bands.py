"""The bands of training curves: made of many seeds, written and read again, held against the reference of today."""

from pathlib import Path

import pytest

from graders.bands import FILE, bands_of, read, strays, write
from graders.errors import UsageError
from graders.model import Curve


def curves(*series: tuple[float | None, ...], what: str = "loss") -> list[Curve]:
    return [Curve(what, values) for values in series]


def test_a_band_encloses_the_curves_of_all_seeds(tmp_path: Path) -> None:
    found = bands_of({"learns": [*curves((3.0, 1.0, 0.123456)), *curves((2.0, 1.5, 0.2)), *curves((9.0,), what="x")]})
    assert found == {"learns": [Curve("loss", (), (2.0, 1.0, 0.1235), (3.0, 1.5, 0.2)), Curve("x", (), (9.0,), (9.0,))]}
    write(tmp_path / FILE, found)
    assert read(tmp_path / FILE) == found


def test_curves_of_several_lengths_are_stretched_to_the_longest() -> None:
    (band,) = bands_of({"learns": curves((4.0, 2.0), (4.0, 3.0, 1.0))})["learns"]
    assert (band.low, band.high) == ((4.0, 3.0, 1.0), (4.0, 3.0, 2.0))


def test_what_is_not_finite_makes_no_band(tmp_path: Path) -> None:
    assert bands_of({"learns": curves((None, 1.0), ())}) == {}
    write(tmp_path / FILE, {})
    assert not (tmp_path / FILE).exists()
    assert read(tmp_path / FILE) == {}


def test_a_reference_that_trains_otherwise_strays() -> None:
    band = Curve("loss", (), (2.0, 0.1), (2.4, 0.2))
    assert not strays(curves((2.2, 0.15), (9.0, 9.0), (2.1, 0.12)), band)  # the middle one counts
    assert strays(curves((2.2, 0.5), (2.3, 0.6), (2.1, 0.12)), band)
    assert not strays(curves((None, 2.0)), band)


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"learns": 3}', '{"learns": {"loss": [1]}}', '{"learns": {"loss": [["a"], []]}}']
)
def test_a_file_that_holds_no_bands_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds no bands .* write it anew with grade.py verify LAB --bands"):
        read(tmp_path / FILE)
