"""The way from red to green on the students' page is what happens to whoever goes it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "student.md"
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"


def section(title: str) -> str:
    return PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]


@pytest.fixture
def folder(course: Path, tmp_path: Path) -> Path:
    """A copy of it: a student's own."""
    return Path(shutil.copytree(course, tmp_path / "softmax"))


def said(command: str, folder: Path) -> str:
    """What a command of the page says in the folder of the lab."""
    python, *words = shlex.split(command)
    assert python == "python"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    done = subprocess.run([sys.executable, *words], cwd=folder, env=clean, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def write(definition: str, folder: Path) -> None:
    """Put a function in the place of the one of its name."""
    file = folder / "softmax.py"
    (name,) = re.findall(r"^def (\w+)", definition, re.MULTILINE)
    start = re.compile(rf"^def {name}\(.*?(?=^def |\Z)", re.MULTILINE | re.DOTALL)
    file.write_text(start.sub(lambda _: f"{definition}\n\n", file.read_text(encoding="utf-8")), encoding="utf-8")


def test_the_way_from_red_to_green_is_as_the_page_says(folder: Path) -> None:
    blocks = [(match[1], match[2]) for match in BLOCK.finditer(section("From red to green"))]
    assert len(blocks) == 8
    for kind, text in blocks:
        if kind == "python":
            write(text, folder)
            continue
        if (kind, text) == blocks[-1]:
            shutil.copy(ROOT / "reference" / "softmax.py", folder)
        command, shown = text.removeprefix("$ ").split("\n", 1)
        pattern = ".*".join(map(re.escape, shown.split(f"{LEFT_OUT}\n")))
        assert re.fullmatch(pattern, said(command, folder), re.DOTALL), said(command, folder)
    assert (folder / "report.html").exists()


@pytest.mark.slow
def test_every_command_of_the_page_works(folder: Path) -> None:
    shutil.copy(ROOT / "reference" / "softmax.py", folder)
    table = re.findall(r"^\| `(python check\.pyz.*?)` \|", section("All that check.pyz does"), re.MULTILINE)
    options = re.findall(r"--[\w-]+", said("python check.pyz --help", folder))
    assert {option for option in options if not any(option in command for command in table)} == set()
    for command in table:
        if "--watch" not in command:  # it ends when it is told to; there is a test of its own
            assert said(command, folder)


@pytest.mark.slow
def test_the_commands_for_an_editor_work(folder: Path) -> None:
    commands = re.findall(r"^(python -m pytest.*)$", section("In your editor"), re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        assert re.search(r"\d+ (failed|tests? collected)", said(f"{command} --collect-only -q", folder) or "")
    shutil.copy(ROOT / "reference" / "softmax.py", folder)
    assert "15 passed" in said(commands[0], folder)
