"""A lab's questions: declared so that students can answer them."""

import pytest

import reference.softmax
from graders import labs
from graders.errors import UsageError
from graders.lab import Lab


def made() -> Lab:
    lab = Lab("toy", title="A toy", files=["toy.py"], reference=reference.softmax)

    @lab.check()
    def values(student, reference, rng):
        """The values are right."""

    lab.question("curves", title="Curves", text="Plot.", points=2)
    return lab


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("curves", {}, "two questions or checks named curves"),
        ("values", {}, "two questions or checks named values"),
        ("why", {"title": " "}, "no title or no text"),
        ("why", {"points": -1}, "less than nothing"),
        ("why", {"points": float("nan")}, "less than nothing"),
        ("why", {"figures": -1}, "less than nothing"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(name, more, said):
    with pytest.raises(UsageError, match=said):
        made().question(name, **{"title": "Why", "text": "Why?", **more})


def test_a_check_cannot_take_the_name_of_a_question():
    with pytest.raises(UsageError, match="named curves"):

        @made().check()
        def curves(student, reference, rng):
            """The curves are right."""


def test_points_of_people_are_none_of_the_checks():
    assert made().max_points == 1.0


def test_the_statement_of_dlclass_softmax_asks_what_the_lab_does():
    lab = labs.load("dlclass_softmax")
    handout = (labs.ASSIGNMENTS / lab.name / "handout.md").read_text(encoding="utf-8")
    assert len(lab.questions) == 3
    for question in lab.questions.values():
        assert f"| `# {question.title}` | {question.text} |" in handout
