"""The page in a browser: nothing that a submission says runs there, and the page fits a phone."""

import re
import subprocess
from pathlib import Path

import pytest

from graders.reports import html
from tests.reports.results import everything, filled
from tests.reports.test_html import PAYLOADS

pytestmark = pytest.mark.browser

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

RUNS = "document.title='owned';document.documentElement.className='owned'"
ATTACKS = [payload.replace("alert(1)", RUNS) for payload in PAYLOADS if "alert(1)" in payload]


def dumped(page: Path, profile: Path) -> str:
    """The document as Chromium holds it after loading."""
    command = ["chromium", *FLAGS, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()


def test_the_browser_would_run_the_attacks(tmp_path):
    page = tmp_path / "naive.html"
    page.write_text(f"<!DOCTYPE html><title>naive</title>{ATTACKS[2]}", encoding="utf-8")
    assert 'class="owned"' in dumped(page, tmp_path / "profile")


def test_nothing_that_a_submission_says_runs(tmp_path):
    page = tmp_path / "report.html"
    page.write_text(html.render(filled(lambda: " ".join(ATTACKS))), encoding="utf-8")
    document = dumped(page, tmp_path / "profile")
    assert re.search(r"<html[^>]*>", document)[0] == '<html lang="en">'
    assert not re.search(r"<title>owned", document)


def test_the_policy_stops_what_escaping_would_have_let_through(tmp_path):
    page = tmp_path / "report.html"
    shown = html.render(everything()).replace("</body>", f"{''.join(ATTACKS)}</body>")
    page.write_text(shown, encoding="utf-8")
    assert '<html lang="en">' in dumped(page, tmp_path / "profile")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(width, tmp_path):
    (tmp_path / "report.html").write_text(html.render(filled(lambda: "W" * 400)), encoding="utf-8")
    frame = tmp_path / "frame.html"
    frame.write_text(
        f"<!DOCTYPE html><iframe src=report.html width={width} height=800></iframe>"
        "<script>onload = () => { const page = document.querySelector('iframe').contentDocument.documentElement;"
        "document.body.append(`${page.scrollWidth - page.clientWidth} too wide`) }</script>",
        encoding="utf-8",
    )
    command = ["chromium", *FLAGS, "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}"]
    shown = subprocess.run([*command, "--dump-dom", frame.as_uri()], capture_output=True, check=True, timeout=60)
    assert "0 too wide" in shown.stdout.decode()
