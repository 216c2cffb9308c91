"""Answers are found where students write them, with their figures; and what is no answer is not taken for one."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.answers import PLACEHOLDER, taken
from tests.answers.written import (
    CURVES,
    JPEG,
    MOMENTUM,
    QUESTIONS,
    answers,
    code,
    in_base64,
    markdown,
    notebook,
    png,
    tree,
)


@pytest.mark.parametrize(
    "heading",
    [
        "# Momentum on or off",
        "###### momentum  ON or off ###",
        "##Momentum on or off",
        "## 2. Momentum on or off",
        "## Question 2: Momentum on or off",
        "## Q2 – Momentum on or off?",
        "## Question 2 (b): *Momentum* on or off (2 points)",
        "## Answer to question 1: Momentum on or off",
        "## Question 2",
        "## momentum",
        "## Momentum on or off: what I saw",
        "**Momentum on or off**",
        "__Question 2: Momentum on or off__",
        "Momentum on or off\n------------------",
        "<a id='m'></a>\n## <font color=blue>Momentum on or off</font>",
        "# 二\n# Momentum on or off",
    ],
)
def test_a_heading_names_a_question_however_it_is_written(heading):
    for files in (
        {"report.md": f"{heading}\nIt is faster."},
        {"lab.ipynb": notebook(markdown(f"{heading}\nIt is faster."))},
    ):
        found = answers(files)
        assert found["momentum"].text == "It is faster."
        assert [name for name, answer in found.items() if answer.answered] == ["momentum"]


@pytest.mark.parametrize("path", ["report.md", "REPORT.MD", "doc/Report (1).md", "lab1_report-2.markdown"])
def test_a_report_is_found_by_its_name_in_any_folder(path):
    assert answers({path: "# Curves\nThey fall."})["curves"].source == path


def test_another_file_of_markdown_is_no_report():
    assert not answers({"reporter.py": "# Curves\nno"})["curves"].answered
    assert not tree({"README.md": "# Curves\nThey fall.", "reported.md": "x"}).writing


def test_cells_may_be_split_copied_and_in_another_order():
    found = answers(
        {
            "lab.ipynb": notebook(
                markdown("# Momentum on or off"),
                markdown("First."),
                code(),
                markdown("Second."),
                markdown("# Curves\n", "They fall."),
                markdown("# Curves\n", "They fall."),
            )
        }
    )
    assert found["momentum"].text.split() == ["First.", "Second."]
    assert found["curves"].text == "They fall."


def test_a_section_ends_where_a_higher_heading_begins_and_keeps_those_below():
    found = answers({"report.md": "## Curves\nOne\n### More\nTwo\n## Aside\nThree\n# Part 2: the optimiser\nFour"})
    assert found["curves"].text == "One\n### More\nTwo\n## Aside\nThree"
    assert answers({"report.md": "## Curves\n# Answer\nThey fall."})["curves"].answered


def test_a_comment_in_code_is_no_heading():
    text = "# Curves\n```python\n# Momentum on or off\nx = 1\n```\nThat was it."
    found = answers({"report.md": text})
    assert "x = 1" in found["curves"].text
    assert not found["momentum"].answered


@pytest.mark.parametrize(
    "text",
    [
        "",
        PLACEHOLDER,
        "*your answer here*",
        f"{MOMENTUM.text}\n\n{PLACEHOLDER}",
        "Train with momentum 0.9\nand with 0.  What *differs*?",
        "<!-- write here -->\n\n---\n",
        "…",
        "TODO",
    ],
)
def test_what_repeats_the_question_or_the_starter_is_not_answered(text):
    answer = answers({"report.md": f"# Momentum on or off\n\n{text}\n"})["momentum"]
    assert not answer.answered
    assert answer.problems == ("Nothing stands under the heading “Momentum on or off” in report.md.",)
    (other,) = answers({"x.py": ""})["momentum"].problems
    assert other == "There is no heading “Momentum on or off” in report.md or in a notebook."


@pytest.mark.parametrize("text", ["42", "不", "لا", "🎉", "x > 0", f"{MOMENTUM.text}\n\nNothing."])
def test_anything_of_ones_own_is_an_answer(text):
    assert answers({"report.md": f"# Momentum on or off\n\n{text}\n"})["momentum"].answered


def test_the_question_itself_is_left_out_of_the_answer():
    answer = answers({"report.md": f"# Momentum on or off\n\n{MOMENTUM.text}\n\n{PLACEHOLDER}\n\nIt is *faster*.\n"})
    assert answer["momentum"].text == "It is *faster*."


def test_figures_come_along_in_their_order():
    first, second = png(1), png(2)
    found = answers(
        {
            "hw/report.md": "# Curves\nSee ![the loss](figures/Loss%201.png) and <img src='figures\\b.jpg' alt=\"b\">.",
            "hw/figures/loss 1.PNG": first,
            "hw/figures/b.jpg": JPEG,
            "hw/unused.png": second,
        }
    )["curves"]
    assert found.text == "See [Figure 1: the loss] and [Figure 2: b]."
    assert [(each.kind, base64.b64decode(each.data)) for each in found.figures] == [
        ("image/png", first),
        ("image/jpeg", JPEG),
    ]
    assert not found.problems


def test_figures_of_a_notebook_are_outputs_attachments_and_data():
    picture = png()
    found = answers(
        {
            "lab.ipynb": notebook(
                code("before()", picture),
                markdown("# Curves\n"),
                code("plot()", picture),
                markdown(
                    f"Attached: ![a](attachment:a.png), written: ![b](data:image/png;base64,{in_base64(picture)})",
                    attachments={"a.png": {"image/png": in_base64(picture)}},
                ),
                markdown("# Momentum on or off\nFaster."),
                code("plot()", JPEG, kind="image/jpeg"),
            )
        }
    )
    assert found["curves"].text == "[Figure 1: output of cell 3]Attached: [Figure 2: a], written: [Figure 3: b]"
    assert [each.kind for each in found["momentum"].figures] == ["image/jpeg"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "is not among the files"),
        ({"a.png": b"GIF89a" + bytes(9)}, "is neither PNG nor JPEG"),
        ({"a.png": b"<svg onload=alert(1)>"}, "is neither PNG nor JPEG"),
        ({"a.png": b""}, "is neither PNG nor JPEG"),
        ({"a.png": png(1 << 20)}, "a picture may have 1,048,576"),
        ({"a.png": png(side=30_000)}, "is larger than 20,000 pixels"),
        ({"x/a.png": png(), "y/a.png": png()}, "is there several times"),
    ],
)
def test_a_figure_that_cannot_be_shown_is_told_in_one_sentence(files, said):
    answer = answers({"report.md": "# Curves\nThey fall: ![loss](./a.png)", **files})["curves"]
    assert answer.answered
    assert answer.figures == ()
    assert len(answer.problems) == 2
    assert said in answer.problems[0]
    assert answer.problems[1] == "The question asks for a figure; none can be shown."


def test_no_figure_is_looked_up_outside_of_the_submission():
    text = "# Curves\n![a](https://example.org/a.png)\n![b](/etc/passwd)\n![c](../../../etc/hostname.png)\nsee there"
    answer = answers({"report.md": text})["curves"]
    assert answer.figures == ()
    assert "lies on the web" in answer.problems[0]
    assert answer.text.endswith("see there")


def test_a_result_stays_small_whatever_is_handed_in():
    figures = "".join(f"![]({number}.png)\n" for number in range(12))
    files = {f"{number}.png": png(700_000) for number in range(12)}
    found = answers({"report.md": f"# Curves\n{'long ' * 9_000}\n{figures}# Momentum on or off\n![](1.png)", **files})
    assert len(found["curves"].text) < 21_000
    assert "longer than 20,000 characters" in " ".join(found["curves"].problems)
    assert sum(len(each.data) for answer in found.values() for each in answer.figures) <= (2 << 20) * 4 / 3 + 100
    assert "2,097,152 bytes together" in " ".join(found["momentum"].problems)


def test_the_first_file_with_an_answer_counts_and_the_other_is_named():
    files = {"report.md": "# Curves\nOne.", "lab.ipynb": notebook(markdown("# Curves\nTwo."))}
    found = answers(files)["curves"]
    assert (found.text, found.source) == ("One.", "report.md")
    assert "lab.ipynb has another answer; the one in report.md counts." in found.problems
    files["report.md"] = f"# Curves\n{PLACEHOLDER}"
    assert answers(files)["curves"].text == "Two."


def test_a_student_is_told_why_answers_were_not_found():
    found = answers({"lab.ipynb": "{"}, others=("report.pdf", "data.csv"))["curves"]
    said = " ".join(found.problems)
    assert "lab.ipynb is no notebook that can be read" in said
    assert "report.pdf was not looked at" in said
    assert "data.csv" not in said


def test_reports_of_old_programs_are_read():
    text = "# Curves\nSie fällt – 损失下降."
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        content = text.replace("ä", "a").encode(encoding)
        assert "损失下降" in answers({"report.md": content})["curves"].text
    assert "is no text" in answers({"report.md": b"\0\1\2"})["curves"].problems[1]


def test_old_notebooks_are_read():
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Curves"]},
        {"cell_type": "markdown", "source": ["They fall."]},
        {"cell_type": "code", "input": [], "outputs": [{"output_type": "display_data", "png": in_base64(png())}]},
    ]
    found = answers({"lab.ipynb": json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]})})["curves"]
    assert found.text.startswith("They fall.")
    assert len(found.figures) == 1


PIECES = (
    "# Curves\n",
    "## Question 2\n",
    "**momentum**\n",
    "```\n",
    "![",
    "](",
    ")",
    "<img src='a.png'>",
    "data:",
    "\n\n",
)
MORE = ("attachment:a", ";base64,", "---\n", "<!--", "-->", "a.png", "%", "\\", "\r", "\0", "\ud800", CURVES.text)
WORDS = st.sampled_from([*PIECES, *MORE])
TEXTS = st.lists(WORDS | st.text(max_size=5), max_size=30).map("".join)
ANYTHING = st.recursive(
    st.none() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "worksheets", "cell_type", "source", "outputs", "data", "attachments", "image/png", "level"]
            ),
            inner | st.sampled_from(["markdown", "code", "heading"]),
            max_size=5,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=150, deadline=None)
@given(TEXTS, ANYTHING, st.binary(max_size=60))
def test_nothing_that_is_written_breaks_the_reading(text, raw, content):
    files = {
        "report.md": text.encode("utf-8", "surrogatepass"),
        "a.ipynb": json.dumps({"cells": raw}),
        "b.ipynb": json.dumps({"cells": [markdown(text), {"cell_type": "markdown", "source": raw}]}),
        "report2.md": content,
        "a.png": content,
    }
    assert [answer.question for answer in taken(QUESTIONS, tree(files))] == ["curves", "momentum", "hyper_parameters"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=40))
def test_text_in_any_script_is_kept(text):
    body = f"x {text} y"
    assert answers({"report.md": f"# Curves\n\n{body}\n"})["curves"].text == body
    assert answers({"a.ipynb": notebook(markdown("# Curves\n\n", body))})["curves"].text == body


def test_hostile_text_takes_no_longer_than_its_length():
    for piece in ("![", "](", "![](", "](data:", "<img ", "**a", "# ", "(", "<!--", "<a", "q q q q ", "\n\n"):
        answers({"report.md": f"# Curves\n{piece * 20_000}"})
