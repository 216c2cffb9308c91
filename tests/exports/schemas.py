"""The published forms of others, as JSON Schemas: what their documents say, and no more."""

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEXT = {"type": "string"}
NUMBER = {"type": "number"}
UTC = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"

GRADESCOPE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "score": NUMBER,
        "execution_time": NUMBER,
        "output": TEXT,
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "score": NUMBER,
                    "max_score": NUMBER,
                    "status": {"enum": ["passed", "failed"]},
                    "name": TEXT,
                    "name_format": FORMAT,
                    "number": TEXT,
                    "output": TEXT,
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": TEXT},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
                "additionalProperties": False,
                "required": ["status"],  # without one, 0 of 0 points counts as passed
            },
        },
    },
    "additionalProperties": False,
    "required": ["score", "tests"],
}
"""``results.json``: gradescope-autograders.readthedocs.io, "specs"."""

CLASSROOM50 = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **{key: {"type": "string", "minLength": 1} for key in ("classroom", "assignment", "submission", "owner")},
        **{key: {"type": "string"} for key in ("commit", "release", "review")},
        **{
            key: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
            for key in ("datetime", "graded_at")
        },
        "score": {"type": "integer"},
        "max-score": {"type": "integer"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "test-name": TEXT,
                    "passed": {"type": "boolean"},
                    "score": {"type": "integer"},
                    "max-score": {"type": "integer"},
                },
                "required": ["test-name", "passed", "score", "max-score"],
            },
        },
    },
    "additionalProperties": False,
    "required": [
        *("schema", "classroom", "assignment", "submission", "commit", "release", "review", "datetime"),
        *("score", "max-score", "tests"),
    ],
}
"""``result.json``: foundation50/classroom50, ``wiki/Advanced-Autograding.md``."""
