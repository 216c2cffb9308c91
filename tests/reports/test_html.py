"""The page: whole, valid, alone, and deaf to whatever a submission says."""

import base64
import dataclasses
import hashlib
import re
import subprocess
import sys
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.model import Curve, Result, Verdict
from graders.reports import html, json
from graders.reports.drawing import HEIGHT, WIDTH, draw, strip
from tests.reports.results import PIXEL, everything, filled, perfect

ROOT = Path(__file__).parent.parent.parent

PAYLOADS = [
    "<script>alert(1)</script>",
    "</title></style></pre></table></svg></details><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" style="position:fixed;inset:0',
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example><base href=//evil.example>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}{{ result.seed }}",
    "<!-- --!><b>x</b><![CDATA[<b>x</b>]]>",
    "&lt;b&gt;&amp;#60;&#60;i&#62;",
    "\x00<\x00b\x00>\ufeff<b>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "\u202e<b>\u2066\ud800",
    "`</code><b>`",
]


def parsed(page: str) -> Element:
    return html5lib.parse(page, namespaceHTMLElements=False)


def elements(page: str) -> Counter:
    """How often each element is there, with the names of its attributes; code in a sentence is no structure."""
    everyone = Counter((str(each.tag), tuple(sorted(each.attrib))) for each in parsed(page).iter())
    del everyone["code", ("dir",)]
    return everyone


def same_text(text: str) -> Result:
    return filled(lambda: text)


@pytest.fixture(scope="module")
def harmless() -> Counter:
    return elements(html.render(same_text("harmless")))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_an_element_or_an_attribute(payload, harmless):
    assert elements(html.render(same_text(payload))) == harmless


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), min_size=1) | st.text("<>\"'&`=/!-{%}", min_size=1))
def test_no_text_at_all_changes_the_structure(text):
    assert elements(html.render(same_text(text))) == elements(html.render(same_text("harmless")))


def test_no_unseen_character_reaches_the_page():
    page = html.render(same_text("\x1b[2J\x9b\x07\u202e\u200b\ud800"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\ud800]", page)
    assert r"\x1b[2J\x9b\x07\u202e\u200b\ud800" in page


@pytest.mark.parametrize("result", [everything(), perfect(), same_text("x")], ids=["everything", "perfect", "x"])
def test_the_page_is_valid_and_its_links_lead_somewhere(result):
    page = html.render(result)
    html5lib.HTMLParser(strict=True).parse(page)
    tree = parsed(page)
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    links = [each.get("href") or "" for each in tree.iter() if each.tag in ("a", "use")]
    named = [each.get("aria-labelledby") for each in tree.iter() if each.get("aria-labelledby")]
    assert len(ids) == len(set(ids))
    assert {link for link in links if not link.startswith("#")} == set()
    assert {link[1:] for link in links} | set(named) <= set(ids)


def test_the_page_stands_alone_and_forbids_the_rest():
    page = html.render(everything())
    tree = parsed(page)
    (style,) = (each.text for each in tree.iter("style"))
    (policy,) = (each.get("content") for each in tree.iter("meta") if each.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert not [each for each in tree.iter() if each.get("style") or each.tag in ("script", "iframe", "object")]
    assert [each.get("src") for each in tree.iter("img")] == [f"data:image/png;base64,{PIXEL}"]
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
    assert not re.search(r"url\(|@import|https?://", style)
    assert [each.get("href") for each in tree.iter("link")] == ["data:,"]


def test_headings_go_down_one_step_at_a_time():
    levels = [int(each.tag[1]) for each in parsed(html.render(everything())).iter() if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_failed_checks_are_open_and_the_others_closed():
    checks = [
        each for each in parsed(html.render(everything())).iter("details") if each.get("class", "").startswith("check ")
    ]
    opened = {each.get("class"): "open" in each.attrib for each in checks}
    assert opened == {"check passed": False, "check failed": True, "check skipped": False, "check broken": True}


def test_the_verdict_is_a_word_and_not_only_a_colour():
    tree = parsed(html.render(everything()))
    words = [each.text for each in tree.iter("span") if each.get("class") == "verdict"]
    assert words == [check.verdict.value for check in everything().checks]


def test_evidence_says_both_numbers_and_how_far_apart_they_are():
    tree = parsed(html.render(everything()))
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in tree.iter("tr")]
    assert ["Yours", "10.9375"] in rows
    assert ["Expected", "1.5625"] in rows
    assert ["Difference", "9.375, which is 6 times the expected value"] in rows
    assert ["Off", "7 of 28 values"] in rows
    places = ["".join(each.itertext()) for each in tree.iter("p") if each.get("class") == "place"]
    assert places[-1] == "softmax.py, line 12, in scores"


def test_what_a_hidden_check_gave_to_print_is_not_shown():
    (check, *_) = everything().checks
    printed = dataclasses.replace(check, output="the inputs: 0.125, -0.5")
    shown, hidden = (
        html.render(dataclasses.replace(everything(), checks=(dataclasses.replace(printed, public=public),)))
        for public in (True, False)
    )
    assert "the inputs: 0.125" in shown
    assert "the inputs" not in hidden
    assert "what your code printed in it stays with the course" in hidden


def test_what_fails_for_one_reason_is_listed_once():
    missing = dataclasses.replace(everything().checks[1], reason="softmax.py has no `softmax`", evidence=None)
    missing = dataclasses.replace(missing, diagnoses=())
    checks = (missing, perfect().checks[0], dataclasses.replace(missing, title="The loss is a mean."))
    tree = parsed(html.render(dataclasses.replace(everything(), checks=checks)))
    (fixes,) = (each for each in tree.iter("nav") if each.get("class") == "fixes")
    assert [each.get("href") for each in fixes.iter("a")] == ["#check-1", "#check-3"]
    assert ["".join(each.itertext()) for each in fixes.iter("p")] == ["softmax.py has no softmax"]
    assert ["".join(each.itertext()) for each in fixes.iter("span")] == ["2 points"]


def test_a_result_without_checks_needs_a_human():
    page = html.render(dataclasses.replace(perfect(), checks=()))
    assert "Needs a human" in page
    assert "Nothing was checked" in page


def test_the_page_is_rendered_from_an_archive(tmp_path):
    archive = tmp_path / "check.pyz"
    with zipfile.ZipFile(archive, "w") as packed:
        for folder, pattern in (("graders", "*.py"), ("templates", "*")):
            for path in (ROOT / folder).rglob(pattern):
                if path.is_file():
                    packed.write(path, path.relative_to(ROOT))
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from graders.reports import html, json\n"
        "assert html.__file__.startswith(sys.argv[1])\n"
        "sys.stdout.buffer.write(html.render(json.from_json(sys.stdin.buffer.read().decode())).encode())\n"
    )
    page = subprocess.run(
        [sys.executable, "-I", "-c", program, str(archive)],
        input=json.to_json(perfect()).encode(),
        capture_output=True,
        check=True,
    )
    assert page.stdout.decode() == html.render(perfect())


def test_a_curve_is_drawn_between_its_edges_and_broken_where_it_is_not_finite():
    drawn = draw(Curve("loss", (4.0, None, 1.0, 2.0, None, 1.5)))
    assert drawn is not None
    assert drawn.lines == ("0,0 0,0", f"256,{HEIGHT} 384,106.7", f"{WIDTH},133.3 {WIDTH},133.3")
    assert (drawn.low, drawn.high, drawn.first, drawn.last, drawn.count, drawn.gaps) == (1.0, 4.0, 4.0, 1.5, 6, 2)


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ((), None),
        ((None,), None),
        ((3.0,), ("0,80 0,80",)),
        ((2.0, 2.0), ("0,80 640,80",)),
        ((-1.7e308, 1.7e308), ("0,160 640,0",)),
    ],
)
def test_odd_curves_are_drawn_as_well(values, lines):
    drawn = draw(Curve("loss", values))
    assert (drawn and drawn.lines) == lines


def test_the_reference_s_band_is_drawn_to_the_scale_of_each_curve():
    within, again, above = (
        draw(Curve("loss", values, low=(1.0, 0.0), high=(4.0, 2.0))) for values in ((3.0, 1.0), (2.0, 0.5), (8.0, 1.0))
    )
    assert within.band == again.band == f"0,0 {WIDTH},80 {WIDTH},{HEIGHT} 0,120"
    assert above.band == f"0,80 {WIDTH},120 {WIDTH},{HEIGHT} 0,140"


def test_the_strip_gives_each_check_the_width_of_its_points():
    segments = strip(everything().checks)
    assert [each.verdict for each in segments] == [check.verdict for check in everything().checks]
    assert float(segments[-1].start) + float(segments[-1].width) == pytest.approx(WIDTH, abs=0.2)
    assert float(segments[0].width) > float(segments[1].width)
    unpaid = tuple(dataclasses.replace(check, max_points=0.0) for check in everything().checks)
    assert {each.width for each in strip(unpaid)} == {"77.4"}
    assert strip(()) == []
    assert {each.verdict for each in segments} == set(Verdict)
