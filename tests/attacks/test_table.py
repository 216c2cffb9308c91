"""Every attack on the list is a row, says what is known of it, and stands in docs/security.md as the tests found it."""

import re

from tests.attacks.rows import EVERYWHERE, LEGEND, TIERS, rows
from tests.attacks.table import PAGE, in_page
from tests.attacks.test_marks import BEYOND

NUMBERS = [str(number) for number in range(1, 101)]
NUMBERS[NUMBERS.index("69") + 1 : NUMBERS.index("70")] = ["69a", "69b"]


def test_every_row_is_there_and_says_what_is_known_of_it() -> None:
    assert [row.number for row in rows()] == NUMBERS
    for row in rows():
        assert row.attacks
        assert set(row.defence) <= set(LEGEND)
    for attack in (attack for row in rows(1, 41) for attack in row.attacks):
        assert attack.naive
        assert re.fullmatch("; ".join(f"tier {tier} (holds|open)" for tier in TIERS), attack.about["expect"])
    for attack in (attack for row in rows(42, 83) for attack in row.attacks):
        assert re.fullmatch("; ".join(rf"tier {tier} [\w ]+" for tier in TIERS), attack.about["meets"])
    for attack in (attack for row in rows(84) for attack in row.attacks):
        assert attack.has("keeps") or attack.has("says"), attack.id


def test_what_needs_no_wall_holds_without_walls() -> None:
    for row in rows():
        for attack in row.attacks:
            if attack.id in BEYOND:
                assert not any(attack.holds(tier) for tier in TIERS)
                continue
            assert attack.holds(3), attack.id
            # That a file or a process is there shows without namespaces; docs/security.md says so.
            assert attack.holds(2) or row.number == "63", attack.id
            assert attack.holds(1) or not set(row.defence) <= EVERYWHERE, attack.id


def test_the_table_in_the_page_is_that_of_the_files() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == in_page(page), "renew it with: python -m tests.attacks.table"
