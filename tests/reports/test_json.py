"""A result survives the way through JSON, and the schema in the docs says what is on the way."""

import dataclasses
import functools
import json as plain_json
import math
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings

from graders.errors import UsageError
from graders.model import Measurement
from graders.reports.json import from_json, to_json
from graders.score import score
from tests.reports.results import RESULTS, everything, perfect

SCHEMA = Path(__file__).parent.parent.parent / "docs" / "result.schema.json"


@functools.cache
def schema() -> jsonschema.Draft202012Validator:
    document = plain_json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@settings(max_examples=40, deadline=None)
@given(RESULTS)
def test_there_and_back_is_the_same(result):
    text = to_json(result)
    assert repr(from_json(text)) == repr(result)
    schema().validate(plain_json.loads(text, parse_constant=refuse))


@pytest.mark.parametrize("result", [everything(), perfect()], ids=["everything", "perfect"])
def test_results_match_the_schema(result):
    document = plain_json.loads(to_json(result), parse_constant=refuse)
    schema().validate(document)
    assert next(iter(document)) == "format"
    assert document["score"] == dataclasses.asdict(score(result))


def test_what_is_not_finite_is_text():
    numbers = (Measurement("loss", math.nan, math.inf, "at most"), Measurement("loss", -math.inf, 0.0, "at least"))
    check = dataclasses.replace(perfect().checks[0], measurements=numbers)
    result = dataclasses.replace(perfect(), checks=(check,))
    again = from_json(to_json(result)).checks[0].measurements
    assert math.isnan(again[0].value)
    assert (again[0].limit, again[1].value) == (math.inf, -math.inf)


def test_the_file_can_be_looked_at_and_read_by_any_program():
    text = to_json(dataclasses.replace(perfect(), submission="李雷\u202e\x9b\x1b\u2028\ud83d\udc80\x7f"))
    assert '"李雷\\u202e\\u009b\\u001b\\u2028\\\\ud83d\\\\udc80\\u007f"' in text
    text.encode("utf-8")


def changed(**members: object) -> str:
    return plain_json.dumps({**plain_json.loads(to_json(perfect())), **members})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed(format=1), "has the format 1, and this version of labproof reads format 5"),
        (changed(format=True), "has the format true"),
        (changed(format=None), "has the format null"),
        ("{}", 'no "format" number'),
        ("[1]", 'no "format" number'),
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (changed(seconds=math.nan), "not JSON"),
        (changed(seconds="soon"), 'seconds is "soon", where a number is expected'),
        (changed(seed=7), "seed is 7, where text is expected"),
        (changed(checks=[3]), "checks[0] is 3, where an object is expected"),
        (changed(points=3), 'it has "points", which this format does not know'),
        (changed(isolation={"tier": 3}), "isolation has no layers"),
        (to_json(perfect()).replace('"verdict": "passed"', '"verdict": "fine"'), 'checks[0].verdict is "fine"'),
    ],
)
def test_anything_else_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(UsageError) as refusal:
        from_json(text)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
