"""What anybody is called or writes neither widens a page nor turns the text around it."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from graders.reports import html
from tests.reports import hostile
from tests.reports.results import filled
from tests.reports.test_browser import FLAGS

pytestmark = pytest.mark.browser

TEXTS = {
    "letters": "W" * 10_000,
    "lines": "x\n" * 2_000,
    "ideographs": "李" * 800,
    "rightward": "שלום" * 700,
    "joined": "a\u00a0" * 2_000,
    "tabs": "\t" * 2_000 + "x",
    "marks": ("Z" + "\u0301" * 100) * 30,
    "turned": "\u202eevil\u2066\u202d" * 300,
    "controls": "\x1b[2J\x00\x9b\r\x08" * 300,
    "emoji": "👩\u200d💻" * 600,
}

ASKED = """
<!DOCTYPE html><meta charset="utf-8"><body><pre id="said"></pre>
<script>
  const opened = (address) => new Promise((done) => {{
    const frame = document.createElement("iframe");
    frame.width = 1280;
    frame.height = 800;
    frame.src = address;
    frame.onload = () => done(frame);
    document.body.append(frame);
  }});
  onload = async () => {{
    const said = {{}};
    for (const address of {addresses}) {{
      const frame = await opened(address), page = frame.contentDocument, view = frame.contentWindow;
      for (const each of page.querySelectorAll("details")) each.open = true;
      said[address] = (() => {{ {script} }})();
      frame.remove();
    }}
    document.getElementById("said").textContent = JSON.stringify(said);
  }};
</script>
"""


def asked(folder: Path, pages: list[Path], script: str) -> dict[str, Any]:
    """What ``script`` gives for each of the pages, all their details open."""
    place = folder / "asks.html"
    addresses = json.dumps([page.as_uri() for page in pages])
    place.write_text(ASKED.format(addresses=addresses, script=script), encoding="utf-8")
    command = ["chromium", *FLAGS, "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=60000", "--dump-dom", place.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.decode()
    said = json.loads(unescape(re.search(r'<pre id="said">(.*?)</pre>', done, re.DOTALL)[1]))
    assert len(said) == len(pages)
    return said


def test_no_page_is_wider_than_the_screen(tmp_path):
    pages = []
    for name, text in TEXTS.items():
        written = hostile.write(tmp_path / name, text)
        kinds = {page.parent.name + page.name[0]: page for page in written}
        pages += kinds.values()
    over = """
      return [1280, 360].map((width) => {
        frame.width = width;
        return [view.innerWidth, page.documentElement.scrollWidth - page.documentElement.clientWidth];
      });
    """
    said = asked(tmp_path, pages, over)
    assert {place: by for place, by in said.items() if by != [[1280, 0], [360, 0]]} == {}


WORDS = """
    const walker = page.createTreeWalker(page.querySelector("{element}"), NodeFilter.SHOW_TEXT);
    const places = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {{
      for (const word of node.data.matchAll(/[A-Z]{{3,}}/g)) {{
        const range = page.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const where = range.getBoundingClientRect();
        places.push([word[0], Math.round(where.left), Math.round(where.top)]);
      }}
    }}
    return places;
"""
"""Where the words in capital letters stand in the first ``element``."""

AROUND = "`NAME` ALPHA 1 `NAME` BRAVO 2 CHARLIE (`NAME`): DELTA, `NAME`; ECHO."
ORDER = ["ALPHA", "BRAVO", "CHARLIE", "DELTA", "ECHO"]

NAMES = ("\u202ecod.exe", "\u2067x", "\u202b1", "שלום.py", "أحمد.py", "שלום (1", "\u200fa", "x\u202d")


def order(places: list[tuple[str, int, int]]) -> list[str]:
    """The words as somebody reads them who reads from the left."""
    return [word for word, left, top in sorted(places, key=lambda place: (place[2], place[1]))]


def test_a_name_that_turns_the_reading_direction_turns_nothing_around_it(tmp_path):
    pages = []
    for number, name in enumerate(NAMES):
        pages.append(tmp_path / f"{number}.html")
        page = html.render(filled(lambda name=name: AROUND.replace("NAME", name)))
        pages[-1].write_text(page, encoding="utf-8")
    said = asked(tmp_path, pages, WORDS.format(element="#problems ~ ul li"))
    assert {place: order(places) for place, places in said.items()} == dict.fromkeys(said, ORDER)
    for page in pages:  # and it is the names' own elements that see to it
        page.write_text(page.read_text("utf-8").replace('<code dir="ltr">', "<code>"), encoding="utf-8")
    turned = asked(tmp_path, pages, WORDS.format(element="#problems ~ ul li"))
    assert [name for name, places in zip(NAMES, turned.values(), strict=True) if order(places) != ORDER]


def test_a_browser_turns_the_text_around_a_name_that_is_shown_as_it_is(tmp_path):
    page = tmp_path / "naive.html"
    naive = "<!DOCTYPE html><meta charset=utf-8><p>{}</p>"
    page.write_text(naive.format(AROUND.replace("NAME", NAMES[0])), encoding="utf-8")
    (places,) = asked(tmp_path, [page], WORDS.format(element="p")).values()
    assert order(places) != ORDER


def test_the_mark_stands_where_it_stands_whatever_the_student_is_called(tmp_path):
    names = ("harmless", *NAMES)
    classes = [hostile.write(tmp_path / str(number), name) for number, name in enumerate(names)]
    script = """
      return [...page.querySelectorAll("header :is(.marks, .strip), .figures dd, .check .points")].map((each) => {
        const where = each.getBoundingClientRect();
        return [each.className, Math.round(where.left), Math.round(where.right)];
      });
    """
    said = list(asked(tmp_path, [page for pages in classes for page in (pages[0], pages[2])], script).values())
    assert said[0]
    assert said[1]
    assert said[2::2] == [said[0]] * len(NAMES)
    assert said[3::2] == [said[1]] * len(NAMES)
