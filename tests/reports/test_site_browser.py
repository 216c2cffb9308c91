"""The class report in a browser: the table sorts and filters, the address keeps what was chosen, nothing is loaded."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from graders.register import Status
from graders.reports import site
from tests.reports import classes
from tests.reports.test_browser import FLAGS

pytestmark = pytest.mark.browser

COUNT = 150

ASKED = """
<!DOCTYPE html><iframe src="report/{place}{state}" width="{width}" height="900"{sandbox}></iframe>
<pre id="said"></pre>
<script>
  const frame = document.querySelector("iframe");
  onload = async () => {{
    const page = frame.contentDocument, inside = frame.contentWindow;
    const heads = [...page.querySelectorAll("#table thead th")];
    const shown = () => [...page.querySelectorAll("#table tbody tr")].filter((row) => !row.hidden);
    const column = (index) => shown().map((row) => row.cells[index].textContent.trim());
    const names = () => shown().map((row) => row.cells[0].textContent.replace(/\\s+/g, " ").trim());
    const choose = (name, value) => {{
      const field = page.querySelector(`#filter [name=${{name}}]`);
      field.value = value;
      field.dispatchEvent(new inside.Event("input", {{ bubbles: true }}));
    }};
    const press = (index) => heads[index].querySelector("button").click();
    const said = {{}};
    {script}
    document.getElementById("said").textContent = JSON.stringify(said);
  }};
</script>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("browser")
    site.write(place / "report", lambda: classes.records(COUNT), "Deep learning, 2026")
    return place


def asked(
    folder: Path,
    tmp_path: Path,
    script: str,
    *,
    place: str = "index.html",
    state: str = "",
    width: int = 1280,
    sandbox: str = "",
) -> dict:
    """What ``script`` says of a page, opened with ``state`` after the #. ``sandbox`` can forbid the page's own."""
    page = folder / f"{tmp_path.name}.html"
    page.write_text(
        ASKED.format(place=place, state=state, script=script, width=width, sandbox=sandbox), encoding="utf-8"
    )
    profile = tmp_path / "profile"
    command = ["chromium", *FLAGS, "--allow-file-access-from-files", f"--user-data-dir={profile}"]
    command += ["--virtual-time-budget=10000", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()
    return json.loads(unescape(re.search(r'<pre id="said">(.*?)</pre>', done, re.DOTALL)[1]))


def test_every_column_sorts_both_ways(folder, tmp_path):
    said = asked(
        folder,
        tmp_path,
        """
        said.columns = heads.map((head, index) => {
          press(index);
          const up = column(index), upward = head.getAttribute("aria-sort");
          press(index);
          return [head.dataset.sort, up, column(index), upward, head.getAttribute("aria-sort")];
        });
        said.sorted = heads.filter((head) => head.hasAttribute("aria-sort")).length;
        """,
    )
    assert said["sorted"] == 1
    assert len(said["columns"]) == 20 + 5
    for name, up, down, upward, downward in said["columns"]:
        assert (upward, downward) == ("ascending", "descending")
        assert len(up) == COUNT
        known = [[text for text in order if text not in ("", "–")] for order in (up, down)]
        assert up[: len(known[0])] == known[0], f"{name}: what is not known comes last"
        assert down[: len(known[1])] == known[1]
        if name == "mark":
            assert known[0] == sorted(known[0], key=float)
            assert known[1] == sorted(known[1], key=float, reverse=True)
        elif name.startswith("check-"):
            order = ["failed", "timed out", "broken", "skipped", "passed"]
            assert known[0] == sorted(known[0], key=order.index)
            assert known[1] == sorted(known[1], key=order.index, reverse=True)


def test_the_filters_show_those_that_they_name(folder, tmp_path):
    said = asked(
        folder,
        tmp_path,
        """
        for (const state of ["human", "missing", "late", "excused", "unreadable", "handed-in"]) {
          choose("status", state);
          said[state] = shown().length;
        }
        choose("status", "");
        choose("check", "check_3");
        said.verdict = page.querySelector("[name=verdict]").value;
        said.failed = [...new Set(column(4))].sort();
        choose("verdict", "timeout");
        said.timeout = [...new Set(column(4))];
        choose("check", ""); choose("verdict", "");
        choose("diagnosis", "1");
        said.diagnosis = [...new Set(shown().map((row) => row.dataset.causes.split(" ").includes("1")))];
        choose("diagnosis", "");
        choose("q", "zoe");
        said.names = names();
        choose("q", "s11@example.org");
        said.one = shown().length;
        said.told = page.getElementById("shown").textContent;
        """,
    )
    records = list(classes.records(COUNT))
    assert said["human"] == sum(each.needs_human for each in records)
    assert said["missing"] == sum(each.status is Status.MISSING for each in records)
    assert said["unreadable"] == sum(each.status is Status.UNREADABLE for each in records)
    assert said["excused"] == sum(each.mark.excused is not None for each in records)
    assert said["late"] == sum(each.hand_in.late for each in records)
    assert said["handed-in"] == COUNT - said["missing"]
    assert said["verdict"] == "failed"
    assert said["failed"] == ["failed", "timed out"]
    assert said["timeout"] == ["timed out"]
    assert said["diagnosis"] == [True]
    assert said["names"]
    assert all("Zoë" in name for name in said["names"])
    assert said["one"] == 1
    assert said["told"] == "1 of 150 students"


def test_the_address_keeps_what_was_chosen_and_brings_it_back(folder, tmp_path):
    script = """
        said.names = names();
        said.state = inside.location.hash;
        said.table = page.getElementById("students").getBoundingClientRect().top < 900;
        """
    chosen = asked(folder, tmp_path, f"choose('check', 'check_4'); choose('q', 'ada'); press(1); press(1); {script}")
    again = asked(folder, tmp_path, script, state=chosen["state"])
    assert again["names"] == chosen["names"]
    assert again["table"]
    assert 0 < len(again["names"]) < COUNT
    everybody = asked(folder, tmp_path, script, state="#status=nonsense&group=99999&sort=nothing&q=")
    assert len(everybody["names"]) == COUNT


def test_a_link_on_the_page_filters_the_table_and_a_place_stays_a_place(folder, tmp_path):
    said = asked(
        folder,
        tmp_path,
        """
        const led = (link) => new Promise((done) => {
          inside.addEventListener("hashchange", () => done(shown().length), { once: true });
          page.querySelector(link).click();
        });
        said.missing = await led(".figures a[href='#status=missing']");
        said.place = await led("a[href='#discrimination']");
        page.getElementById("filter").reset();
        await new Promise((done) => setTimeout(done));
        said.all = shown().length;
        """,
    )
    assert said == {"missing": 3, "place": 3, "all": COUNT}


def test_nothing_is_loaded_and_nothing_that_anybody_is_called_runs(folder, tmp_path):
    said = asked(
        folder,
        tmp_path,
        """
        said.loaded = inside.performance.getEntriesByType("resource").map((each) => each.name);
        said.handlers = page.querySelectorAll("[onmouseover]").length;
        said.bold = page.querySelectorAll("b").length;
        """,
    )
    assert said == {"loaded": [], "handlers": 0, "bold": 0}


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(width, folder, tmp_path):
    script = "said.over = page.documentElement.scrollWidth - page.documentElement.clientWidth;"
    assert asked(folder, tmp_path, script, width=width) == {"over": 0}


def test_without_its_script_the_table_is_there(folder, tmp_path):
    script = """
        said.rows = shown().length;
        said.buttons = page.querySelectorAll("#table button").length;
        said.filter = page.getElementById("filter").offsetHeight;
        """
    said = asked(folder, tmp_path, script, sandbox=' sandbox="allow-same-origin"')
    assert said == {"rows": COUNT, "buttons": 0, "filter": 0}


def test_on_a_phone_the_checks_say_how_many_passed_without_scrolling(folder, tmp_path):
    said = asked(
        folder,
        tmp_path,
        """
        const rates = [...page.querySelectorAll(".checks tbody tr")].map((row) => row.querySelector("td.number"));
        said.rates = rates.length;
        said.cut = rates.filter((cell) => cell.getBoundingClientRect().right > page.documentElement.clientWidth).length;
        """,
        width=390,
    )
    assert said == {"rates": 20, "cut": 0}


def test_on_a_phone_no_label_of_a_checks_figures_is_broken(folder, tmp_path):
    (check, *_) = (folder / "report" / "checks").glob("softmax-check_3-*.html")
    said = asked(
        folder,
        tmp_path,
        """
        said.labels = [...page.querySelectorAll(".reckoning dt")].map((label) => {
          const text = page.createRange();
          text.selectNodeContents(label);
          return [label.textContent, text.getClientRects().length];
        });
        """,
        width=390,
        place=f"checks/{check.name}",
    )
    assert said["labels"] == [["Time", 1], ["Discrimination", 1]]
