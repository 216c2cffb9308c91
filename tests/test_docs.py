"""The pages say what is so: their commands run, their links lead somewhere, and nothing that exists is left out."""

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from graders.cli import cli

ROOT = Path(__file__).parent.parent

README = ROOT / "README.md"

PAGES = [page for page in (README, *sorted((ROOT / "docs").rglob("*.md"))) if page.exists()]
"""The pages that describe what is. (The changelog may name what was.)"""

LINKED = [*PAGES, ROOT / "CHANGELOG.md", *sorted((ROOT / "assignments").rglob("*.md"))]

COMMAND = re.compile(r"(?:\$ )?(?:[\w./]*python[\d.]* )?(?:\./)?grade\.py(?P<words>(?: .*)?)$")

LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)(?: \"[^\"]*\")?\)")

written = pytest.mark.skipif(not README.exists(), reason="there is no README yet")


def code_of(text: str) -> Iterator[str]:
    """The lines of the fenced blocks, continued lines joined, and what stands between single backticks."""
    fenced = re.compile(r"^(?P<indent> *)```.*?\n(?P<body>.*?)^ *```", re.MULTILINE | re.DOTALL)
    for block in fenced.finditer(text):
        yield from (line.strip() for line in block["body"].replace("\\\n", " ").splitlines())
    yield from (" ".join(code.split()) for code in re.findall(r"`([^`]+)`", fenced.sub("", text)))


def commands_of(text: str) -> Iterator[list[str]]:
    """The words after ``grade.py`` of every command line in a page; optional parts are taken as given."""
    for line in code_of(text):
        if match := COMMAND.match(line):
            words = shlex.split(re.sub(r"[\[\]]|…|\.\.\.", "", match["words"]), comments=True)
            ends = [place for place, word in enumerate(words) if word in ("|", ">", "&&", ";", "||", "2>")]
            yield words[: min(ends, default=len(words))]


def complaint(words: list[str], monkeypatch: pytest.MonkeyPatch) -> str | None:
    """What the command line says against ``words``, with nothing carried out."""
    for command in cli.commands.values():
        monkeypatch.setattr(command, "callback", lambda **given: 0)
    first = next((word for word in words if not word.startswith("-")), None)
    if first is not None and first not in cli.commands and re.fullmatch(r"[a-z]+", first):
        return f"{first} is no command, and does not look like a path"
    try:
        cli.main(list(words), prog_name="grade.py", standalone_mode=False)
    except click.ClickException as error:
        return error.format_message()
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_are_real(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = [words for words in commands_of(page.read_text(encoding="utf-8")) if words]  # alone it is a file's name
    told = [(words, complaint(words, monkeypatch)) for words in commands]
    assert not [f"grade.py {shlex.join(words)}: {said}" for words, said in told if said]


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))  # what is quoted is no link
    targets = [match["target"] for match in LINK.finditer(text)]
    local = [target.split("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]
    assert not [target for target in local if not (page.parent / target).exists()]


@written
def test_every_command_is_described() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    commands = {name: command for name, command in cli.commands.items() if not command.hidden}
    assert not [name for name in commands if f"grade.py {name}" not in pages]


@written
def test_every_option_is_described() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    options = {
        f"grade.py {name} {long}"
        for name, command in cli.commands.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden
        for long in (*option.opts, *option.secondary_opts)
        if long.startswith("--") and not re.search(rf"{re.escape(long)}(?![\w-])", pages)
    }
    assert not options


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the standard library reads TOML since Python 3.11")
def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = sum(project["optional-dependencies"].values(), project["dependencies"])
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    names = {re.split(r"[<>=!~\[; ]", line)[0] for line in wanted}
    assert not {name for name in names if f"| `{name}` |" not in page}


@pytest.mark.parametrize(
    ("page", "commands"),
    [
        ("```sh\n$ python grade.py hw1/softmax.py --out here  # Ann's\n```", [["hw1/softmax.py", "--out", "here"]]),
        ("```\n.venv/bin/python grade.py hw1 \\\n    --json - | less\n```", [["hw1", "--json", "-"]]),
        ("`grade.py new LAB` and `grade.py SUBMISSION [--lab LAB]`", [["new", "LAB"], ["SUBMISSION", "--lab", "LAB"]]),
        ("    ```sh\n    grade.py doctor\n    ```", [["doctor"]]),
        ("`grade.py` is short; grade.py in prose is not read; `cat grade.py` neither", [[]]),
    ],
)
def test_commands_are_found_in_a_page(page: str, commands: list[list[str]]) -> None:
    assert list(commands_of(page)) == commands


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("docter", "no command"),
        ("doctor --fats", "No such option"),
        ("hw1/softmax.py --jsn -", "No such option"),
        ("hw1/softmax.py hw2/softmax.py", "unexpected extra argument"),
        ("hw1/softmax.py --json", "requires an argument"),
    ],
)
def test_a_wrong_command_is_seen(line: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert expected in str(complaint(line.split(), monkeypatch))
