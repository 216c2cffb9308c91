"""What a recording holds of every lab."""

import pytest

from graders import labs


@pytest.mark.parametrize("name", labs.available())
def test_a_lab_withholds_no_public_check(name: str) -> None:
    """Every lab's public checks are the students' to run, its training too."""
    assert [check.name for check in labs.load(name).checks.values() if check.public and check.live] == []
