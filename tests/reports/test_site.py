"""The class report: whole pages that work from disk, tell the truth and nobody's secrets, and stay within memory."""

import base64
import dataclasses
import errno
import hashlib
import io
import re
import weakref
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, unquote, urldefrag

import html5lib
import pytest

from graders.errors import UsageError
from graders.model import Outcome, Result, Verdict
from graders.register import Adjustment, Decision, HandIn, Mark, MoreTime, Record, Status, Student
from graders.reports import site, wording
from graders.score import score
from tests.reports import classes
from tests.reports.results import everything, filled, perfect
from tests.reports.test_html import PAYLOADS, elements, parsed

HEADING = "Deep learning, 2026"


def written(folder: Path, *records: Record) -> Path:
    return site.write(folder, lambda: iter(records), HEADING)


def graded(key: str, name: str = "", result: Result | None = None, lab: str = "softmax", **mark: object) -> Record:
    result = dataclasses.replace(result or perfect(), lab=lab, submission=name or key)
    given = Mark(**{"points": 9.0, "max_points": 13.0, "earned": 9.0, **mark})
    return Record(HandIn(Student(key, name or key)), lab, Status.GRADED, given, result=result)


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def words(page: Path) -> str:
    return " ".join(" ".join(parsed(page.read_text(encoding="utf-8")).find("body").itertext()).split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The report of a class of 120."""
    place = tmp_path_factory.mktemp("class")
    site.write(place, lambda: classes.records(120), HEADING)
    return place


def test_there_is_a_page_for_each_student_who_handed_in_and_for_each_check(folder):
    handed_in = sum(each.status is not Status.MISSING for each in classes.records(120))
    assert len(pages(folder / "students")) == handed_in
    assert len(pages(folder / "checks")) == 20
    assert pages(folder)[-1].parent != folder
    assert [page.name for page in folder.glob("*.html")] == ["index.html"]


def test_every_page_is_valid_and_every_link_leads_to_a_place_of_the_report(folder):
    ids = {}
    for page in pages(folder):
        text = page.read_text(encoding="utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        found = [each.get("id") for each in parsed(text).iter() if each.get("id")]
        assert len(found) == len(set(found))
        ids[page.resolve()] = set(found)
    for page in pages(folder):
        for each in parsed(page.read_text(encoding="utf-8")).iter("a"):
            address, place = urldefrag(each.get("href"))
            target = (page.parent / unquote(address)).resolve() if address else page.resolve()
            assert target in ids
            assert (
                not place
                or place in ids[target]
                or parse_qs(place).keys()
                <= {
                    *("status", "check", "verdict", "diagnosis", "group"),
                }
            )


def test_no_page_names_an_address_and_each_allows_its_own_style_and_script_alone(folder):
    for page in (folder / "index.html", *pages(folder / "checks")[:1], *pages(folder / "students")[:1]):
        text = page.read_text(encoding="utf-8")
        tree = parsed(text)
        (policy,) = (each.get("content") for each in tree.iter("meta") if each.get("http-equiv"))
        allowed = []
        for tag, kind in (("style", "style-src"), ("script", "script-src")):
            for each in tree.iter(tag):
                digest = base64.b64encode(hashlib.sha256((each.text or "").encode()).digest()).decode()
                allowed.append(f"{kind} 'sha256-{digest}'")
        rest = ["img-src data:", "base-uri 'none'", "form-action 'none'"]
        assert policy.split("; ") == ["default-src 'none'", *allowed, *rest]
        assert len(allowed) == (2 if page.name == "index.html" else 1)
        assert not re.search(r"https?:|//\w|url\(|@import", text.replace("// ", ""))
        assert not [each for each in tree.iter() if each.get("style") or each.get("src")]
        assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]


def test_a_students_page_says_nothing_of_anybody_else_and_links_nowhere(folder):
    for record in classes.records(120):
        if record.student.key in ("5011", "5012", "5027"):  # two who share wrong values, and one that can't be read
            (page,) = (folder / "students").glob(f"{record.student.key}-*.html")
            text = page.read_text(encoding="utf-8")
            assert {each.get("href")[0] for each in parsed(text).iter("a")} <= {"#"}
            assert HEADING not in text
            for other in ("5010", "5011", "5012", "5013", "s11@example.org", "s12@example.org"):
                assert other not in text


def test_the_class_secret_seed_is_on_no_page(folder):
    """With it, whoever hands in late could compute what will be asked."""
    assert not [page for page in pages(folder) if "d41d8cd98f00b204e9800998ecf8427e" in page.read_text("utf-8")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_name_and_no_sentence_becomes_an_element(payload, tmp_path):
    def report(text: str, folder: str) -> list[object]:
        result = filled(lambda: text)
        unread = Record(HandIn(Student("k2", text, {"email": text}, (text,))), "softmax", Status.UNREADABLE, NONE, text)
        excused = graded("k3", text, points=None, excused=text)
        checks = tuple(dataclasses.replace(check, name=f"c{i}") for i, check in enumerate(result.checks))
        written(tmp_path / folder, graded("k1", text, dataclasses.replace(result, checks=checks)), unread, excused)
        return [elements(page.read_text(encoding="utf-8")) for page in pages(tmp_path / folder)]

    NONE = Mark(None, 13.0)
    assert report(payload, "hostile") == report("harmless", "harmless")


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "..", "", "CON", "李雷", "x" * 500, "\x00\u202e", "\ud800"])
def test_no_key_leads_out_of_the_folder(key, tmp_path):
    written(tmp_path / "report", graded(key, "Ada"))
    (page,) = pages(tmp_path / "report" / "students")
    assert re.fullmatch(r"[\w.-]{1,120}\.html", page.name, re.ASCII)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_namesakes_have_pages_of_their_own_and_are_told_apart(tmp_path):
    alike = [graded(key, "Wang Wei") for key in ("a b", "a-b", "A b")]
    index = written(tmp_path, *alike)
    assert len({page.name.casefold() for page in pages(tmp_path / "students")}) == 3
    rows = [
        " ".join(row[0].itertext()) for row in parsed(index.read_text("utf-8")).iter("tr") if "data-find" in row.attrib
    ]
    assert sorted(" ".join(row.split()) for row in rows) == ["Wang Wei A b", "Wang Wei a b", "Wang Wei a-b"]


def test_several_labs_have_a_page_each_and_a_first_page(tmp_path):
    index = written(tmp_path, graded("ada"), graded("ada", lab="lenet"), graded("emmy", lab="lenet"))
    links = [each.get("href") for each in parsed(index.read_text("utf-8")).iter("a")]
    assert len(links) == 2
    assert all((tmp_path / link).exists() for link in links)
    assert len(pages(tmp_path / "students")) == 3


def test_an_empty_gradebook_has_a_page_as_well(tmp_path):
    assert "nothing in the gradebook yet" in words(written(tmp_path))


def test_what_is_gone_is_removed_and_nothing_else(tmp_path):
    written(tmp_path, graded("ada"), graded("emmy"), graded("ada", lab="lenet"))
    (tmp_path / "students" / "notes.html").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "students" / "ada-0123456789.html.part").write_text("half a pa")
    written(tmp_path, graded("ada"))
    assert len(pages(tmp_path / "students")) == 2
    assert (tmp_path / "notes.txt").exists()
    assert not list(tmp_path.rglob("*.part"))
    assert [page.name for page in tmp_path.glob("*.html")] == ["index.html"]


def test_a_page_that_stays_the_same_is_left_alone(tmp_path):
    written(tmp_path, graded("ada"), graded("emmy"))
    before = {page: page.stat().st_ino for page in pages(tmp_path)}
    written(tmp_path, graded("ada"), graded("emmy", points=3.0))
    changed = [page.name[:4] for page in pages(tmp_path) if page.stat().st_ino != before[page]]
    assert sorted(changed) == ["emmy", "inde"]


def test_a_run_that_is_cut_off_leaves_whole_pages(tmp_path, monkeypatch):
    written(tmp_path, graded("ada"))
    before = {page: page.read_bytes() for page in pages(tmp_path)}
    opened = Path.open

    class Full(io.StringIO):
        def writelines(self, pieces: Iterable[str]) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    def half(path: Path, mode: str, **how: str) -> Full:
        with opened(path, mode, **how) as file:
            file.write("half a pa")
        return Full()

    with monkeypatch.context() as disk:
        disk.setattr(Path, "open", half)
        with pytest.raises(UsageError, match="No space left on device"):
            written(tmp_path, graded("ada", points=1.0))
    assert {page: page.read_bytes() for page in pages(tmp_path)} == before


def test_it_is_told_how_many_pages_are_done(tmp_path):
    heard = []
    site.write(tmp_path, lambda: classes.records(18), HEADING, heard.append)
    assert heard == list(range(1, 18))  # one of the eighteen handed in nothing


def test_no_more_than_a_few_results_are_held_at_a_time(tmp_path):
    alive: set[int] = set()
    most = 0

    def records():
        nonlocal most
        for number in range(40):
            record = classes.record(number)
            if record.result is not None:
                alive.add(id(record.result))
                weakref.finalize(record.result, alive.discard, id(record.result))
            most = max(most, len(alive))
            yield record

    site.write(tmp_path, records, HEADING)
    assert most <= 3


def test_the_class_is_gone_through_once(tmp_path):
    begun = []

    def records():
        begun.append("anew")
        yield from classes.records(18)

    site.write(tmp_path, records, HEADING)
    assert begun == ["anew"]


def test_the_page_of_what_cannot_be_graded_names_the_lab_as_a_later_result_does(tmp_path):
    unread = Record(HandIn(Student("ada", "Ada")), "softmax", Status.UNREADABLE, Mark(None, 13.0), "the zip is damaged")
    written(tmp_path, unread, graded("emmy", result=dataclasses.replace(perfect(), title="Softmax regression")))
    (page,) = (tmp_path / "students").glob("ada-*")
    assert parsed(page.read_text("utf-8")).find(".//h1").text == "Softmax regression"


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "report").write_text("a file")
    with pytest.raises(UsageError, match=r"can't be written to .*report .*; name another place"):
        written(tmp_path / "report", graded("ada"))


def test_what_needs_a_human_is_said_with_its_reason_and_whom_it_concerns(tmp_path):
    unread = HandIn(Student("k1", "Ada"))
    broken = graded("k2", "Emmy", everything(), provisional=True)
    index = written(
        tmp_path,
        Record(unread, "softmax", Status.UNREADABLE, Mark(None, 13.0), "the zip is damaged"),
        Record(HandIn(Student("k4", "Alan")), "softmax", Status.UNGRADED, Mark(None, 13.0), "the worker was lost"),
        broken,
        graded("k3", "Kurt", provisional=True),
        graded("k5", "Sofia"),
    )
    (section,) = (
        each for each in parsed(index.read_text("utf-8")).iter("section") if each.get("class") == "notice broken"
    )
    said = [" ".join(" ".join(each.itertext()).split()) for each in section.iter("li") if each.find("p") is not None]
    assert sorted(said) == [
        "It can't be read: the zip is damaged Ada",
        "The check “hardmax is 1 at the largest score of a row and 0 elsewhere.” is broken: "
        "the check itself failed: KeyError: 'z', in line 41 of hardmax Emmy",
        "The grader failed: the worker was lost Alan",
        "The mark is provisional. Kurt",
    ]
    assert "Sofia" not in " ".join(section.itertext())


def test_the_table_says_in_words_what_it_shows_in_signs(tmp_path):
    checks = tuple(
        dataclasses.replace(check, outcome=Outcome.CPU) if check.name == "predict" else check
        for check in everything().checks
    )
    index = written(tmp_path, graded("ada", result=dataclasses.replace(everything(), checks=checks)))
    (row,) = (each for each in parsed(index.read_text("utf-8")).iter("tr") if "data-find" in each.attrib)
    expected = ["timed out" if check.name == "predict" else check.verdict.value for check in checks]
    assert [each.text for each in row][2:-3] == expected


def test_a_mark_says_how_it_comes_about(tmp_path):
    given = (Adjustment(1.5, "the second file was found"), Adjustment(-1.0, "the oral part"))
    written(tmp_path, graded("ada", points=7.5, earned=9.0, days_late=2, penalty=2.0, adjustments=given))
    (page,) = pages(tmp_path / "students")
    assert "7.5 of / 13 points" in words(page)
    rows = [[" ".join(cell.itertext()) for cell in each] for each in parsed(page.read_text("utf-8")).iter("div")]
    for row in (
        ["Checks", "9 of 13 points"],
        ["Late", "−2 points: 2 days late"],
        ["Adjusted", "+1.5 points: the second file was found"],
        ["Adjusted", "−1 point: the oral part"],
        ["Mark", "7.5 of 13 points"],
    ):
        assert row in rows


def reckoned(page: Path) -> list[list[str]]:
    """The lines of how a mark comes about."""
    return [[" ".join(cell.itertext()) for cell in each] for each in parsed(page.read_text("utf-8")).iter("div")]


def test_a_mark_tells_of_rounding_and_of_more_time(tmp_path):
    mark = {"earned": 8.37, "rounding": 0.13, "points": 9.75, "adjustments": (Adjustment(1.25, "explained it"),)}
    written(tmp_path, graded("ada", extensions=(MoreTime(1, "ill"), MoreTime(1.5, "moved house")), **mark))
    (page,) = pages(tmp_path / "students")
    rows = [each for each in reckoned(page) if each[0] in ("Checks", "Extended", "Rounded", "Adjusted", "Mark")]
    assert rows == [
        ["Checks", "8.37 of 13 points"],
        ["Extended", "1 more day: ill"],
        ["Extended", "1.5 more days: moved house"],
        ["Rounded", "+0.13 points, to 8.5"],
        ["Adjusted", "+1.25 points: explained it"],
        ["Mark", "9.75 of 13 points"],
    ]


@pytest.mark.parametrize(
    ("decided", "line", "beside", "said"),
    [
        ("dropped", "Not counted", "not counted", "Does not count: the handout names another rate"),
        ("given", "Given", None, "Everybody has these points: the handout names another rate"),
    ],
)
def test_a_check_that_is_dropped_or_given_is_nothing_to_fix_and_says_why(decided, line, beside, said, tmp_path):
    result = everything()
    number, check = next(
        (n, each) for n, each in enumerate(result.checks, start=1) if each.verdict is Verdict.FAILED and each.reason
    )
    before = written(tmp_path / "before", graded("ada", result=result)).parent
    decision = (Decision(check.name, "the handout names another rate"),)
    after = written(tmp_path / "after", graded("ada", result=result, **{decided: decision})).parent

    def fixes(page: Path) -> list[str]:
        navs = [each for each in parsed(page.read_text("utf-8")).iter("nav") if each.get("class") == "fixes"]
        return [link.get("href") for nav in navs for link in nav.iter("a")]

    (was,), (page,) = pages(before / "students"), pages(after / "students")
    assert f"#check-{number}" in fixes(was)
    assert fixes(page) == [link for link in fixes(was) if link != f"#check-{number}"]
    assert [line, f"“{check.title.rstrip('.')}”: the handout names another rate"] in reckoned(page)
    (shown,) = (each for each in parsed(page.read_text("utf-8")).iter("details") if each.get("id") == f"check-{number}")
    (points,) = ("".join(each.itertext()) for each in shown.iter("span") if each.get("class") == "points")
    full = wording.points(check.max_points)
    assert points == (beside or f"points: {full} / {full}")
    assert said in "".join(shown.itertext())
    (of_class,) = (each for each in pages(after / "checks") if f"{check.name} ," in words(each))
    assert said in words(of_class)
    assert ("not counted" in words(of_class)) is (decided == "dropped")


def test_checks_that_are_dropped_or_given_are_not_told_as_counting_in_a_way_of_its_own(tmp_path):
    failed = next(each for each in everything().checks if each.verdict is Verdict.FAILED)
    total = score(everything())
    mark = {"points": total.points, "earned": total.points, "max_points": total.max_points - failed.max_points}
    written(tmp_path, graded("ada", result=everything(), dropped=(Decision(failed.name, "r"),), **mark))
    assert "in a way of its own" not in words(pages(tmp_path / "students")[0])


def test_a_mark_that_a_person_has_settled_needs_nobody(tmp_path):
    """A check of it is broken, and still the mark is final: the page, its head and the class report say the same."""
    final = graded("ada", result=everything(), provisional=False)
    assert not score(everything()).complete
    index = written(tmp_path, final)
    (page,) = pages(tmp_path / "students")
    assert "for now" not in words(page)
    assert "Needs a human" not in words(page) + words(index)


def test_the_marks_of_the_class_are_all_that_are_numbers(tmp_path):
    """The same marks as on the command line: a person may give one to whoever's work can't be graded."""
    records = [
        graded("a", points=10.0),
        graded("b", points=None, excused="was ill"),
        Record(HandIn(Student("c", "C")), "softmax", Status.UNREADABLE, Mark(7.0, 13.0)),
        Record(HandIn(Student("d", "D")), "softmax", Status.MISSING, Mark(0.0, 13.0)),
        Record(HandIn(Student("e", "E")), "softmax", Status.UNGRADED, Mark(None, 13.0), "the worker was lost"),
        graded("f", lab="lenet"),
    ]
    front = written(tmp_path, *records)
    assert [["".join(cell.itertext()) for cell in row][-3:] for row in parsed(front.read_text("utf-8")).iter("tr")] == [
        ["Median", "Mean", "Points"],
        ["9", "9", "13"],
        ["7", "5.67", "13"],
    ]
    (page,) = tmp_path.glob("softmax-*.html")
    assert "7 of 13 points is the median of 3 marks, 5.67 the mean" in words(page)
    (section,) = (each for each in parsed(page.read_text("utf-8")).iter("section") if "broken" in each.get("class", ""))
    assert [each.text for each in section.iter("bdi")] == [each.student.name for each in records if each.needs_human]


def test_one_mark_is_no_median(tmp_path):
    assert "9 of 13 points is the only mark." in words(written(tmp_path, graded("ada")))


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (
            "Text was typed into Moodle and no file handed in; ask for the file.",
            "typed into Moodle and no file handed in.",
        ),
        ("It is not followed, so ask for the file.", "It is not followed."),
        ("a.zip is damaged; hand it in again", "a.zip is damaged; hand it in again"),
    ],
)
def test_the_page_of_what_cannot_be_graded_speaks_to_the_student(reason, told, tmp_path):
    mark = Mark(None, 13.0, adjustments=(Adjustment(2.0, "the oral part"),))
    written(tmp_path, graded("a"), Record(HandIn(Student("k", "Ada")), "softmax", Status.UNREADABLE, mark, reason))
    (page,) = (tmp_path / "students").glob("k-*.html")
    said = words(page)
    assert told in said
    assert "ask for" not in said
    assert "Nothing of this could be graded" in said
    assert "Hand it in again, or ask your teacher." in said
    assert "Checks" not in said
    assert "+2 points: the oral part" in said
    assert perfect().title in said, "the lab's title is known by the others' work"


def test_who_has_a_mark_is_not_asked_to_hand_in_again(tmp_path):
    given = Mark(7.0, 13.0, adjustments=(Adjustment(7.0, "marked by hand"),))
    written(tmp_path, Record(HandIn(Student("k", "Ada")), "softmax", Status.UNREADABLE, given, "a.zip is damaged"))
    said = words(pages(tmp_path / "students")[0])
    assert "7 of 13 points" in said
    assert "again" not in said


def test_an_excused_student_has_no_mark_and_is_told_why(tmp_path):
    written(tmp_path, graded("ada", points=None, excused="was ill"))
    (page,) = pages(tmp_path / "students")
    assert "– of / 13 points" in words(page)
    assert "Excused was ill" in words(page)


def test_a_mark_that_is_what_the_checks_gave_says_nothing_more(tmp_path):
    written(tmp_path, graded("ada", points=14.5, earned=14.5, max_points=14.5))
    (page,) = pages(tmp_path / "students")
    assert "How the mark comes about" not in words(page)


def test_points_that_the_course_counts_otherwise_are_told(tmp_path):
    """The points beside the checks are the lab's, and a policy may drop checks or weigh them anew."""
    written(tmp_path, graded("ada", points=20.0, earned=20.0, max_points=20.0))
    (page,) = pages(tmp_path / "students")
    assert "The course counts the checks in a way of its own" in words(page)


def test_check_pages_group_the_failures(folder):
    (page,) = (folder / "checks").glob("softmax-check_3-*.html")
    groups = [each for each in parsed(page.read_text("utf-8")).iter("section") if each.get("class") == "group"]
    heads = [" ".join(" ".join(each.find("div/h3").itertext()).split()) for each in groups]
    assert heads[0] == "The sum is not divided by N."
    failed = sum(
        check.verdict is Verdict.FAILED
        for record in classes.records(120)
        if record.result is not None
        for check in record.result.checks
        if check.name == "check_3"
    )
    people = [each for each in parsed(page.read_text("utf-8")).iter("a") if "students/" in each.get("href")]
    assert len(people) == failed
