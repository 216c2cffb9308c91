"""A teacher's CSV file: read as Python's csv reads it, and changed in the cells that were meant and nowhere else."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.errors import UsageError
from graders.exports import sheet as sheets

CELLS = st.text(
    st.sampled_from("abÄ李ع ,;\t\"'\r\n=.1") | st.characters(exclude_characters="\0", codec="utf-8"), max_size=8
)

PLAIN = st.text(st.characters(exclude_characters='\0\r\n",;\t\ufeff', codec="utf-8"), max_size=6)


def as_csv(content: bytes, separator: str) -> list[list[str]]:
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]


@st.composite
def files(draw):
    """A file as some program may have written it: its own quoting, line ends and byte order mark."""
    separator, end = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\r\n", "\n", "\r"]))
    width = draw(st.integers(2, 5))
    lines = [separator.join(draw(st.lists(PLAIN, min_size=width, max_size=width).filter(any)))]
    for _ in range(draw(st.integers(0, 5))):
        cells = draw(st.lists(CELLS, min_size=width, max_size=width))
        quoted = [
            '"' + cell.replace('"', '""') + '"'
            if draw(st.booleans()) or any(letter in cell for letter in f'{separator}"\r\n')
            else cell
            for cell in cells
        ]
        lines.append(separator.join(quoted))
        lines += [""] * draw(st.integers(0, 1))
    text = draw(st.sampled_from(["", "\ufeff"])) + end.join(lines) + draw(st.sampled_from(["", end]))
    return text.encode()


@settings(deadline=None)
@given(files())
def test_it_is_read_as_csv_reads_it(content):
    sheet = sheets.read(content, "marks.csv")
    assert [[cell.value for cell in row] for row in sheet.rows] == as_csv(content, sheet.separator)


@settings(deadline=None)
@given(st.text(st.sampled_from('a",\r\n "')))
def test_any_quoting_is_read_as_csv_reads_it(text):
    content = ("a,b\n" + text).encode()
    sheet = sheets.read(content, "marks.csv")
    assert [[cell.value for cell in row] for row in sheet.rows] == as_csv(content, sheet.separator)


@settings(deadline=None)
@given(st.binary())
def test_whatever_it_is_it_stays_as_it_is_or_is_refused(content):
    try:
        sheet = sheets.read(content, "marks.csv")
    except UsageError:
        return
    assert sheets.filled(sheet, {}) == content
    there = {(i, j): cell.value for i, row in enumerate(sheet.rows) for j, cell in enumerate(row)}
    assert sheets.filled(sheet, there) == content


@settings(deadline=None)
@given(files(), st.data())
def test_only_the_cells_of_one_column_change(content, data):
    sheet = sheets.read(content, "marks.csv")
    column = data.draw(st.integers(0, min(map(len, sheet.rows), default=1) - 1))
    rows = data.draw(st.sets(st.integers(1, len(sheet.rows) - 1))) if len(sheet.rows) > 1 else set()
    values = {(row, column): data.draw(PLAIN | st.just('with "quotes", and\nlines')) for row in rows}
    after = sheets.filled(sheet, values)
    expected = as_csv(content, sheet.separator)
    for (row, _), value in values.items():
        if not sheets.same(expected[row][column], value):
            expected[row][column] = value
    assert as_csv(after, sheet.separator) == expected
    again = sheets.read(after, "marks.csv")
    untouched = [[c for j, c in enumerate(row) if j != column] for row in sheet.rows]
    assert [[again.text[cell.start : cell.end] for j, cell in enumerate(row) if j != column] for row in again.rows] == [
        [sheet.text[cell.start : cell.end] for cell in row] for row in untouched
    ]


def test_a_row_that_ends_too_early_is_made_longer():
    sheet = sheets.read(b"a,b,c,d\r\nx\r\ny,1,2,3\r\n", "marks.csv")
    assert sheets.filled(sheet, {(1, 3): "7", (1, 2): "5"}) == b"a,b,c,d\r\nx,,5,7\r\ny,1,2,3\r\n"


@pytest.mark.parametrize(
    ("content", "decimal"),
    [
        (b"a,b\nx,17.5\n", "."),
        (b'a,b\nx,"17,5"\n', ","),
        (b"a;b\nx;17,5\n", ","),
        (b"a;b\nx;17.5\n", "."),
        (b"a;b\nx;17\n", ","),
        (b"a,b\nx,\n", "."),
    ],
)
def test_the_decimal_sign_is_that_of_the_file(content, decimal):
    assert sheets.read(content, "marks.csv").decimal == decimal


@pytest.mark.parametrize("content", [b"PK\x03\x04....", "Student,ID\n".encode("utf-16"), b"a\0b"])
def test_what_is_no_csv_file_is_refused_in_a_sentence(content):
    with pytest.raises(UsageError, match=r"marks\.csv is .*; give the CSV file as it was downloaded"):
        sheets.read(content, "marks.csv")


def test_a_workbook_is_told_from_another_zip():
    with pytest.raises(UsageError, match=r"marks\.xlsx is a workbook of a spreadsheet program such as Excel; save it"):
        sheets.read(b"PK\x03\x04....xl/workbook.xml....", "marks.xlsx")
    with pytest.raises(UsageError, match=r"marks\.zip is a zip and no CSV file"):
        sheets.read(b"PK\x03\x04....softmax.py....", "marks.zip")
