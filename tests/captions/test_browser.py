"""WebVTT in a real browser: what Chromium makes of the file, and shows when."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from vidsync.captions import Cue
from vidsync.captions.subtitles import VttPlace, to_vtt
from vidsync.media import find_ffmpeg
from vidsync.transcript import Word

pytestmark = pytest.mark.external

PAGE = """<!doctype html><video muted><source src="/video.webm" type="video/webm">
<track default kind="captions" src="/captions.vtt"></video><script>
const video = document.querySelector("video"), element = document.querySelector("track");
const track = element.track;
const until = (target, name) =>
  new Promise(done => target.addEventListener(name, done, {once: true}));
const frame = () => new Promise(requestAnimationFrame);
async function run() {
  track.mode = "showing";
  if (element.readyState !== 2) await until(element, "load");
  if (video.readyState < 2) await until(video, "loadeddata");
  const cues = [...track.cues].map(cue => ({
    start: cue.startTime, end: cue.endTime, text: cue.getCueAsHTML().textContent,
    voices: [...cue.getCueAsHTML().querySelectorAll("[title]")].map(voice => voice.title),
    stamps: cue.text.match(/<\\d[\\d:.]+>/g) || [],
    line: cue.line, align: cue.align,
  }));
  const shown = {};
  for (const time of TIMES) {
    const seeked = until(video, "seeked");
    video.currentTime = time;
    await seeked; await frame(); await frame();
    shown[time] = [...track.activeCues].map(cue => cue.getCueAsHTML().textContent);
  }
  return {cues, shown};
}
run().then(r => r, e => ({error: String(e)}))
  .then(r => fetch("/result", {method: "POST", body: JSON.stringify(r)}));
</script>"""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium; installed from Debian's packages where it is missing."""
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


@pytest.fixture
def browse(chromium: str, video: Path, tmp_path: Path) -> Iterator[object]:
    """Have Chromium load a caption file, and say what it shows at some times."""
    arrived = threading.Event()
    result: dict[str, object] = {}
    served: dict[str, tuple[str, bytes]] = {"/video.webm": ("video/webm", video.read_bytes())}

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
            self.send_header("Content-Length", str(len(content)))
            if status == 206:
                end = start + len(content) - 1
                self.send_header("Content-Range", f"bytes {start}-{end}/{whole}")
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            result.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()
            arrived.set()

        def log_message(self, *_arguments: object) -> None:
            """The test says what went wrong, not the server."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def load(vtt: str, times: list[float]) -> dict[str, object]:
        page = PAGE.replace("TIMES", json.dumps(times))
        served["/"] = ("text/html; charset=utf-8", page.encode())
        served["/captions.vtt"] = ("text/vtt; charset=utf-8", vtt.encode())
        process = subprocess.Popen(
            [
                *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-sync"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--disable-dev-shm-usage", "--no-first-run", "--mute-audio"),
                *(f"--user-data-dir={tmp_path / 'profile'}", "--remote-debugging-port=0"),
                f"http://127.0.0.1:{server.server_port}/",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert arrived.wait(90), "the browser did not answer"
        finally:
            process.terminate()
            process.wait(30)
        assert "error" not in result, result
        return result

    yield load
    server.shutdown()
    server.server_close()


def cue(start, end, *words, speaker=""):
    return Cue((tuple(Word(*word) for word in words),), start, end, speaker)


CUES = [
    cue(0.5, 2.0, ("Hello,", 0.5, 1.0), ("AT&T", 1.0, 1.5), ("<3", 1.5, 2.0), speaker="Ann & Co"),
    cue(2.0, 3.5, ("a-->b", 2.0, 2.6), ("<b>bold</b>", 2.6, 3.4)),
    cue(4.25, 5.5, ("مرحبا", 4.25, 4.9), ("بكم", 4.9, 5.5), speaker="Bob"),
    cue(6.0, 7.0, ("今日は", 6.0, 6.4), ("晴れ", 6.4, 7.0)),
]


def test_chromium_reads_every_cue_and_shows_it_when_it_is_due(browse):
    answer = browse(to_vtt(CUES, language="en"), [0.2, 0.6, 1.9, 2.2, 3.8, 4.5, 6.5, 7.5])
    read = [(item["start"], item["end"], item["text"]) for item in answer["cues"]]
    assert read == [
        (0.5, 2.0, "Hello, AT&T <3"),
        (2.0, 3.5, "a-->b <b>bold</b>"),
        (4.25, 5.5, "مرحبا بكم"),
        (6.0, 7.0, "今日は晴れ"),
    ]
    assert [item["voices"] for item in answer["cues"]] == [["Ann & Co"], [], ["Bob"], []]
    assert answer["cues"][0]["stamps"] == ["<00:00:01.000>", "<00:00:01.500>"]
    assert answer["shown"] == {
        "0.2": [],
        "0.6": ["Hello, AT&T <3"],
        "1.9": ["Hello, AT&T <3"],
        "2.2": ["a-->b <b>bold</b>"],
        "3.8": [],
        "4.5": ["مرحبا بكم"],
        "6.5": ["今日は晴れ"],
        "7.5": [],
    }


def test_chromium_takes_the_places_and_the_styles_of_speakers(browse):
    place = VttPlace(line=20, size=60, align="start")
    colours = {"Ann & Co": "#FFE100", 'B"}b': "#00FF00"}
    answer = browse(to_vtt(CUES, place=place, colours=colours), [0.6])
    assert {(item["line"], item["align"]) for item in answer["cues"]} == {(20, "start")}
    assert answer["cues"][0]["text"] == "Hello, AT&T <3"
    assert len(answer["cues"]) == len(CUES)
