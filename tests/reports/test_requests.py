"""Nothing leaves a page for the network, whatever anybody handed in: a listener is named in every way there is."""

import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.reports import hostile
from tests.reports.test_browser import FLAGS

pytestmark = pytest.mark.browser

LOADING = {
    "img": '<img src="URL">',
    "srcset": '<img srcset="URL 2x, URL 1x">',
    "iframe": '<iframe src="URL"></iframe>',
    "object": '<object data="URL"></object>',
    "embed": '<embed src="URL">',
    "video": '<video src="URL" autoplay></video>',
    "poster": '<video poster="URL"></video>',
    "audio": '<audio src="URL" autoplay></audio>',
    "svg-image": '<svg><image href="URL" width="9" height="9"/></svg>',
    "input": '<input type="image" src="URL">',
    "style": "<style>html { background: url(URL) }</style>",
    "attribute": '<p style="background: url(URL)">x</p>',
    "import": '<style>@import "URL";</style>',
    "font": "<style>@font-face { font-family: f; src: url(URL) } p { font-family: f }</style><p>x</p>",
    "stylesheet": '<link rel="stylesheet" href="URL">',
    "prefetch": '<link rel="prefetch" href="URL">',
    "preload": '<link rel="preload" as="image" href="URL">',
    "module": '<link rel="modulepreload" href="URL">',
    "script": '<script src="URL"></script>',
    "fetch": '<script>fetch("URL", { mode: "no-cors" })</script>',
    "beacon": '<script>navigator.sendBeacon("URL")</script>',
    "socket": '<script>new WebSocket("URL".replace("http", "ws"))</script>',
    "events": '<script>new EventSource("URL")</script>',
    "onerror": "<img src=x: onerror=\"new Image().src = 'URL'\">",
    "ping": '<a id="p" ping="URL" href="#x">x</a><script>p.click()</script>',
}
"""What makes a browser load something while a page is shown; all of them work side by side."""

LEADING_AWAY = {
    "refresh": '<meta http-equiv="refresh" content="0; url=URL">',
    "form": '<form id="f" method="post" action="URL"></form><script>f.submit()</script>',
    "location": "<script>location = 'URL'</script>",
    "base": '<base href="URL/"><a id="b" href="away">x</a><script>b.click()</script>',
}
"""What makes it leave the page."""

PAST_THE_POLICY = {"refresh"}
"""No policy of a page forbids that; there escaping stands alone."""


class Listener:
    """A server on this machine that answers nothing useful, and knows by which paths it was asked."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.add(self.path.strip("/").split("/")[0])
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.send_header("Content-Type", "text/html")
                self.end_headers()

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                """Not on stderr."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def named(self, ways: dict[str, str]) -> dict[str, str]:
        """The ways, each leading here by a path of its own."""
        return {
            name: way.replace("URL", f"http://127.0.0.1:{self.server.server_port}/{name}") for name, way in ways.items()
        }

    def of(self, page: Path, profile: Path) -> set[str]:
        """By which paths it is asked while a browser shows ``page``."""
        self.asked.clear()
        command = ["chromium", *FLAGS, f"--user-data-dir={profile}", "--virtual-time-budget=10000", "--dump-dom"]
        subprocess.run([*command, page.as_uri()], capture_output=True, check=True, timeout=60)
        return self.asked - {"favicon.ico"}  # asked for by an answer of this listener, once it is a page


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.server.shutdown()
    listening.server.server_close()


def naive(body: str) -> str:
    return f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>naive</title><body>{body}</body></html>"


def test_a_page_that_escapes_nothing_asks_for_all_of_it(listener, tmp_path):
    page = tmp_path / "naive.html"
    page.write_text(naive("".join(listener.named(LOADING).values())), encoding="utf-8")
    assert listener.of(page, tmp_path / "profile") == set(LOADING)
    for name, way in listener.named(LEADING_AWAY).items():
        page.write_text(naive(way), encoding="utf-8")
        assert listener.of(page, tmp_path / "profile") == {name}


def test_no_page_of_a_class_asks_for_anything(listener, tmp_path):
    ways = listener.named({**LOADING, **LEADING_AWAY})
    pages = hostile.write(
        tmp_path / "pages", " ".join([*ways.values(), '"></title></style></pre></select>', *ways.values()])
    )
    kinds = {page.parent.name + page.name[0]: page for page in pages}
    assert len(kinds) >= 10, "each kind of page is there"
    for page in kinds.values():
        assert listener.of(page, tmp_path / "profile") == set(), page


def test_the_policy_of_a_page_stops_what_escaping_would_have_let_through(listener, tmp_path):
    pages = hostile.write(tmp_path / "pages", "x")
    for page in (pages[0], pages[2]):  # a report, and a lab of a class, which has a script
        whole = page.read_text(encoding="utf-8")
        page.write_text(
            whole.replace("</body>", "".join(listener.named(LOADING).values()) + "</body>"), encoding="utf-8"
        )
        assert listener.of(page, tmp_path / "profile") == set()
        for name, way in listener.named(LEADING_AWAY).items():
            page.write_text(whole.replace("</body>", f"{way}</body>"), encoding="utf-8")
            assert listener.of(page, tmp_path / "profile") <= {name} & PAST_THE_POLICY
