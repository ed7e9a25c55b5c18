"""WebVTT in a real browser: how Chromium reads the file, and what it paints at which time."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import numpy as np
import pytest
from PIL import Image
from websockets.sync.client import ClientConnection, connect

from vidsync.captions import Cue
from vidsync.captions.formats import FORMATS, Subtitles
from vidsync.captions.formats.srt_vtt import VttPlace, to_vtt
from vidsync.media import find_ffmpeg
from vidsync.transcript import Word

pytestmark = pytest.mark.external

Box = tuple[int, int, int, int]
Colour = tuple[int, int, int]

WIDTH, HEIGHT = 640, 360
WHITE = (255, 255, 255)
PAGE = """<!doctype html><meta charset="utf-8">
<style>body { margin: 0; background: black; overflow: hidden }
video { display: block; width: 640px; height: 360px }
STYLE</style>
<video muted><source src="/video.webm" type="video/webm">
<track default kind="captions" src="/captions.vtt"></video><script>
const video = document.querySelector("video"), element = document.querySelector("track");
const track = element.track;
const until = (target, name) =>
  new Promise(done => target.addEventListener(name, done, {once: true}));
const frame = () => new Promise(requestAnimationFrame);
async function cues() {
  track.mode = "showing";
  if (element.readyState !== 2) await until(element, "load");
  if (video.readyState < 2) await until(video, "loadeddata");
  return [...track.cues].map(cue => ({
    start: cue.startTime, end: cue.endTime, text: cue.getCueAsHTML().textContent,
    voices: [...cue.getCueAsHTML().querySelectorAll("[title]")].map(voice => voice.title),
    stamps: cue.text.match(/<\\d[\\d:.]+>/g) || [],
    line: cue.line, align: cue.align,
  }));
}
async function seek(time) {
  const seeked = until(video, "seeked");
  video.currentTime = time;
  await seeked; await frame(); await frame();
  return [...track.activeCues].map(cue => cue.getCueAsHTML().textContent);
}
</script>"""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium, installed from Debian's packages if it is missing."""
    if shutil.which("chromium") is None and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-q"], check=True, capture_output=True)
        install = ["apt-get", "install", "-qy", "--no-install-recommends", "chromium"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(install, check=True, capture_output=True, env=environment)
    found = shutil.which("chromium")
    assert found, "these tests need chromium: install the Debian package of that name"
    return found


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "video.webm"
    source = ["-f", "lavfi", "-i", "color=black:size=160x90:rate=10:duration=8"]
    command = [find_ffmpeg().path, "-v", "error", *source, "-c:v", "libvpx", "-g", "5", str(path)]
    subprocess.run(command, check=True)
    return path


Served = dict[str, tuple[str, bytes]]


@pytest.fixture(scope="module")
def site(video: Path) -> Iterator[tuple[str, Served]]:
    """A local server and the content that it serves at each path."""
    served: Served = {"/video.webm": ("video/webm", video.read_bytes())}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content = served.get(self.path, ("text/plain", b""))
            start, status = 0, 200
            if (wanted := self.headers.get("Range", "")).startswith("bytes="):
                first, _, last = wanted.removeprefix("bytes=").partition("-")
                start, status = int(first), 206
                whole = len(content)
                content = content[start : int(last) + 1 if last else None]
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(content)))
            if status == 206:
                end = start + len(content) - 1
                self.send_header("Content-Range", f"bytes {start}-{end}/{whole}")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Print nothing: the tests report errors themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", served
    server.shutdown()
    server.server_close()


class Browser:
    """One page of Chromium, controlled through the DevTools protocol."""

    def __init__(self, connection: ClientConnection, address: str, served: Served) -> None:
        self._connection = connection
        self._address = address
        self._served = served
        self._number = 0
        self.call("Page.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=WIDTH,
            height=HEIGHT,
            deviceScaleFactor=1,
            mobile=False,
        )

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._connection.send(json.dumps(message))
        while (answer := json.loads(self._connection.recv(90))).get("id") != self._number:
            pass
        assert "error" not in answer, answer
        return dict(answer["result"])

    def evaluate(self, script: str) -> Any:
        answer = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def open(self, vtt: str, style: str = "") -> list[dict[str, Any]]:
        """Load captions and return the cues that Chromium has read."""
        page = PAGE.replace("STYLE", style)
        self._served["/"] = ("text/html; charset=utf-8", page.encode())
        self._served["/captions.vtt"] = ("text/vtt; charset=utf-8", vtt.encode())
        self.call("Page.navigate", url=self._address)
        self.evaluate(
            "new Promise(d => document.readyState === 'complete' ? d() : onload = () => d())"
        )
        return list(self.evaluate("cues()"))

    def seek(self, seconds: float) -> list[str]:
        """Seek to a time and return the active cues."""
        return list(self.evaluate(f"seek({seconds})"))

    def picture(self) -> np.ndarray:
        """A screenshot: (height, width, 3)."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with Image.open(io.BytesIO(base64.b64decode(data))) as image:
            return np.asarray(image.convert("RGB")).astype(int)


@pytest.fixture(scope="module")
def browser(
    chromium: str, site: tuple[str, Served], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    profile = tmp_path_factory.mktemp("profile")
    command = [
        *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update"),
        *("--disable-dev-shm-usage", "--no-first-run", "--mute-audio"),
        *(f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        assert process.stderr is not None
        while b"DevTools listening on" not in (said := process.stderr.readline()):
            assert said, "Chromium did not start"
        port = urlsplit(said.split()[-1].decode()).port
        ask = Request(f"http://127.0.0.1:{port}/json/new?about:blank", method="PUT")
        with urlopen(ask, timeout=90) as answer:
            address = json.load(answer)["webSocketDebuggerUrl"]
        with connect(address, max_size=2**26, proxy=None, open_timeout=90) as connection:
            yield Browser(connection, *site)
    finally:
        process.terminate()
        process.communicate(timeout=90)


def cue(start, end, *words, speaker=""):
    return Cue((tuple(Word(*word) for word in words),), start, end, speaker)


CUES = [
    cue(0.5, 2.0, ("Hello,", 0.5, 1.0), ("AT&T", 1.0, 1.5), ("<3", 1.5, 2.0), speaker="Ann & Co"),
    cue(2.0, 3.5, ("a-->b", 2.0, 2.6), ("<b>bold</b>", 2.6, 3.4)),
    cue(4.25, 5.5, ("مرحبا", 4.25, 4.9), ("بكم", 4.9, 5.5), speaker="Bob"),
    cue(6.0, 7.0, ("今日は", 6.0, 6.4), ("晴れ", 6.4, 7.0)),
]


def test_chromium_reads_every_cue_and_shows_it_when_it_is_due(browser):
    cues = browser.open(to_vtt(CUES, language="en"))
    read = [(item["start"], item["end"], item["text"]) for item in cues]
    assert read == [
        (0.5, 2.0, "Hello, AT&T <3"),
        (2.0, 3.5, "a-->b <b>bold</b>"),
        (4.25, 5.5, "مرحبا بكم"),
        (6.0, 7.0, "今日は晴れ"),
    ]
    assert [item["voices"] for item in cues] == [["Ann & Co"], [], ["Bob"], []]
    assert cues[0]["stamps"] == ["<00:00:01.000>", "<00:00:01.500>"]
    shown = {time: browser.seek(time) for time in (0.2, 0.6, 1.9, 2.2, 3.8, 4.5, 6.5, 7.5)}
    assert shown == {
        0.2: [],
        0.6: ["Hello, AT&T <3"],
        1.9: ["Hello, AT&T <3"],
        2.2: ["a-->b <b>bold</b>"],
        3.8: [],
        4.5: ["مرحبا بكم"],
        6.5: ["今日は晴れ"],
        7.5: [],
    }


def painted(browser: Browser, seconds: float, colour: Colour | None = None) -> Box | None:
    """The box of all painted pixels at a time, or of the pixels close to a colour."""
    browser.seek(seconds)
    picture = browser.picture()
    if colour is None:
        found = picture.max(axis=-1) > 80
    else:
        found = (np.abs(picture - np.array(colour)) < 60).all(axis=-1)
    rows, columns = np.nonzero(found)
    if len(rows) == 0:
        return None
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_a_cue_is_painted_while_it_lasts_and_at_no_other_time(browser):
    browser.open(to_vtt(CUES), "::cue { font-size: 24px }")
    for seconds in (0.4, 3.6, 4.1, 5.6, 7.2):
        assert painted(browser, seconds) is None, seconds
    boxes = [painted(browser, seconds) for seconds in (0.6, 2.1, 4.4, 6.1)]
    for box in boxes:
        assert box is not None
        left, top, right, bottom = box
        assert top > HEIGHT * 0.8
        assert bottom < HEIGHT
        assert (left + right) / 2 == pytest.approx(WIDTH / 2, abs=12)
        assert right - left > 60
    # If the page has no style of its own, words that are not yet spoken are grey.
    assert painted(browser, 0.6, WHITE)[2] < boxes[0][2] - 30


def test_a_cue_is_painted_at_the_place_that_it_asks_for(browser):
    place = VttPlace(line=20, position=5, size=60, align="start")
    cues = browser.open(to_vtt(CUES, place=place), "::cue { font-size: 24px }")
    assert {(item["line"], item["align"]) for item in cues} == {(20, "start")}
    left, top, right, bottom = painted(browser, 0.6)
    assert left == pytest.approx(WIDTH * 0.05, abs=4)
    assert top >= HEIGHT * 0.2
    assert bottom < HEIGHT * 0.32
    assert right < WIDTH * 0.65


def test_each_speaker_is_painted_in_a_colour_of_their_own(browser):
    colours = {"Ann & Co": "#FFE100", 'B"}b': "#00FF00", "Bob": "#00C8FF"}
    cues = browser.open(to_vtt(CUES, colours=colours), "::cue { font-size: 24px }")
    assert len(cues) == len(CUES)
    assert cues[0]["text"] == "Hello, AT&T <3"
    assert painted(browser, 0.6, (0xFF, 0xE1, 0)) is not None
    assert painted(browser, 4.4, (0, 0xC8, 0xFF)) is not None
    assert painted(browser, 0.6, WHITE) is None
    assert painted(browser, 2.1, WHITE) is not None


def test_each_word_changes_its_style_at_its_own_time(browser):
    style = (
        "::cue { font-size: 24px } "
        "::cue(c:past) { color: rgb(0, 255, 0) } ::cue(c:future) { color: rgb(255, 0, 0) }"
    )
    browser.open(to_vtt(CUES), style)

    def split(seconds):
        return painted(browser, seconds, (0, 255, 0)), painted(browser, seconds, (255, 0, 0))

    (left, _, first_end, _), (first_coming, _, right, _) = split(0.7)
    assert first_end < first_coming
    (_, _, second_end, _), (second_coming, _, _, _) = split(1.2)
    assert first_coming < second_end < second_coming
    (whole_left, _, whole_right, _), nothing = split(1.7)
    assert nothing is None
    assert (whole_left, whole_right) == (pytest.approx(left, abs=2), pytest.approx(right, abs=2))
    # In right-to-left text, spoken words are on the right.
    (past, _, _, _), (_, _, coming, _) = split(4.5)
    assert coming < past


TTML_PAGE = """<!doctype html><meta charset="utf-8">
<style>body { margin: 0; background: #204060; overflow: hidden }
div#screen { position: relative; width: 640px; height: 360px }</style>
<div id="screen"></div><script src="/imsc.js"></script><script>
let document_, messages = [];
const handler = Object.fromEntries(["info", "warn", "error", "fatal"].map(
  level => [level, message => { messages.push(message); return false; }]));
async function load() {
  document_ = imsc.fromXML(await (await fetch("/captions.ttml")).text(), handler);
}
function show(time) {
  const screen = document.getElementById("screen");
  screen.replaceChildren();
  const isd = imsc.generateISD(document_, time, handler);
  imsc.renderHTML(isd, screen, null, 360, 640, false, handler);
  return messages;
}
</script>"""


def test_ttml_is_painted_by_imscjs_with_each_word_lit_in_its_time(browser, site, installed):
    address, served = site
    script = installed("npm", "imsc@1.1.5") / "node_modules/imsc/dist/imsc.all.min.js"
    served["/imsc.js"] = ("text/javascript", script.read_bytes())
    served["/ttml"] = ("text/html; charset=utf-8", TTML_PAGE.encode())
    text = FORMATS["ttml"].write(Subtitles(tuple(CUES), language="en", duration=8.0))
    served["/captions.ttml"] = ("application/ttml+xml", text.encode())
    browser.call("Page.navigate", url=f"{address}ttml")
    browser.evaluate(
        "new Promise(d => document.readyState === 'complete' ? d() : onload = () => d())"
    )
    browser.evaluate("load()")

    def shown(seconds):
        assert browser.evaluate(f"show({seconds})") == []
        return browser.picture()

    def inked(seconds, colour):
        found = (np.abs(shown(seconds) - np.array(colour)) < 70).all(axis=-1)
        rows, columns = np.nonzero(found)
        return (columns.min(), rows.min(), columns.max(), rows.max()) if len(rows) else None

    yellow = (0xFF, 0xE1, 0x00)
    for seconds in (0.4, 3.8, 5.9, 7.2):
        assert (shown(seconds) == (0x20, 0x40, 0x60)).all(), seconds
    first, second, third = (inked(seconds, yellow) for seconds in (0.7, 1.2, 1.7))
    assert first[2] < second[0] < second[2] < third[0]
    for left, top, right, bottom in (first, second, third):
        assert HEIGHT * 0.75 <= top < bottom <= HEIGHT * 0.95
        assert WIDTH * 0.1 <= left < right <= WIDTH * 0.9
    white = inked(1.2, WHITE)
    assert (white[0] + white[2]) / 2 == pytest.approx(WIDTH / 2, abs=10)
    # The first word of an Arabic line is on the right.
    assert inked(4.5, yellow)[0] > inked(5.2, yellow)[2]
