"""Small clips made by ffmpeg, a font of blocks, and functions that measure videos."""

import hashlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from vidsync.audio import Samples, decode, wav_bytes
from vidsync.media import Drawing, Media, find_ffmpeg, probe

HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
YCbCr Matrix: {matrix}

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, Italic, \
BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,{font},20,&H00FFFFFF,&H00000000,&H00000000,0,0,1,0,0,7,0,0,0,-1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


@pytest.fixture(scope="session")
def ffmpeg_path() -> Path:
    return find_ffmpeg().path


@pytest.fixture(scope="session")
def make_clip(ffmpeg_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a clip from ffmpeg arguments, once per name."""
    folder = tmp_path_factory.mktemp("clips")

    def make(name: str, *arguments: str) -> Path:
        path = folder / name
        if not path.exists():
            command = [ffmpeg_path, "-v", "error", "-nostdin", *arguments, str(path)]
            subprocess.run(command, check=True, cwd=folder)
        return path

    return make


@pytest.fixture(scope="session")
def plain(make_clip: Callable[..., Path]) -> Path:
    """2 s of 64x48 at 10 frames/s, H.264, with a 440 Hz tone in AAC."""
    return make_clip(
        "plain.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=2"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2,volume=12dB"),
        *("-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac"),
    )


@pytest.fixture(scope="session")
def gray(make_clip: Callable[..., Path]) -> Path:
    """2 s of plain grey, 64x48 at 10 frames/s, tagged BT.709, without sound."""
    return make_clip(
        "gray.mp4",
        *("-f", "lavfi", "-i", "color=gray:size=64x48:rate=10:duration=2"),
        *("-vf", "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"),
        *("-pix_fmt", "yuv420p", "-c:v", "libx264"),
    )


@pytest.fixture(scope="session")
def block_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font named Blocks whose only letters, A to Z, are full squares."""
    names = [".notdef", "space", *(chr(code) for code in range(ord("A"), ord("Z") + 1))]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 1000), (1000, 1000), (1000, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({32: "space", **{ord(name): name for name in names[2:]}})
    builder.setupGlyf({name: square if len(name) == 1 else empty for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.setupNameTable(
        {
            "familyName": "Blocks",
            "styleName": "Regular",
            "fullName": "Blocks",
            "psName": "Blocks-Regular",
        }
    )
    builder.setupOS2(usWinAscent=1000, usWinDescent=0)
    builder.setupPost()
    path = tmp_path_factory.mktemp("fonts") / "blocks.ttf"
    builder.save(path)
    return path


@pytest.fixture
def script(block_font: Path) -> Callable[..., Drawing]:
    """Writes an ASS script for a video: events as (start, end, text)."""

    def write(
        media: Media | tuple[int, int], *events: tuple[str, str, str], font: str = "Blocks"
    ) -> Drawing:
        size, matrix = (
            (media.canvas, media.color_matrix) if isinstance(media, Media) else (media, "TV.709")
        )
        header = HEADER.format(width=size[0], height=size[1], matrix=matrix, font=font)
        lines = [f"Dialogue: 0,{start},{end},Default,,0,0,0,,{text}" for start, end, text in events]
        return Drawing(
            header + "\n".join(lines) + "\n", [block_font], frozenset({"Blocks-Regular"})
        )

    return write


def box(left: int, top: int, width: int, height: int, color: str) -> str:
    """A filled rectangle as ASS text; the colour is hexadecimal, in the order blue, green, red."""
    corners = f"m 0 0 l {width} 0 {width} {height} 0 {height}"
    return f"{{\\an7\\pos({left},{top})\\bord0\\shad0\\c&H{color}&\\p1}}{corners}"


@pytest.fixture
def red_box(script: Callable[..., Drawing]) -> Callable[[Media], Drawing]:
    """Draws a red square of 16 pixels in the upper left corner for the whole video."""
    return lambda media: script(media, ("0:00:00.00", "0:10:00.00", box(0, 0, 16, 16, "0000FF")))


@pytest.fixture(name="box")
def box_fixture() -> Callable[..., str]:
    return box


@dataclass
class Frame:
    time: float
    rgb: np.ndarray


@pytest.fixture
def frames_of() -> Callable[[Path], list[Frame]]:
    """A video's frames as a player shows them: times from the start of the file, and pixels."""

    def read(path: Path) -> list[Frame]:
        with av.open(str(path)) as container:
            start = (container.start_time or 0) / 1e6
            return [
                Frame(frame.time - start, frame.to_ndarray(format="rgb24"))
                for frame in container.decode(video=0)
            ]

    return read


@pytest.fixture
def packets_of() -> Callable[[Path, str], str]:
    """A digest of a stream's coded data: two are equal only if the stream was copied."""

    def digest(path: Path, kind: str) -> str:
        with av.open(str(path)) as container:
            stream = next(stream for stream in container.streams if stream.type == kind)
            summed = hashlib.sha256()
            for packet in container.demux(stream):
                summed.update(bytes(packet))
            return summed.hexdigest()

    return digest


@pytest.fixture
def level_db() -> Callable[..., float]:
    """RMS level between two frequencies and two times, in decibels relative to full scale."""

    def measure(path: Path, start: float, end: float, low: float = 0, high: float = 24e3) -> float:
        sound = decode(path)
        rate = sound.sample_rate
        piece = sound.data[round(start * rate) : round(end * rate)].mean(axis=1)
        window = np.hanning(len(piece))
        spectrum = np.fft.rfft(piece * window)
        frequencies = np.fft.rfftfreq(len(piece), 1 / rate)
        power = np.abs(spectrum[(frequencies >= low) & (frequencies < high)]) ** 2
        mean_square = 2 * power.sum() / len(piece) / (window**2).sum()
        return float(10 * np.log10(mean_square + 1e-12))

    return measure


@pytest.fixture(scope="session")
def speech_like() -> Callable[..., bytes]:
    """A WAV of 1 kHz "syllables" at the given times, and silence between them."""

    def make(*stretches: tuple[float, float], duration: float, amplitude: float = 0.1) -> bytes:
        rate = 22_050
        times = np.arange(round(duration * rate)) / rate
        syllables = np.sin(2 * np.pi * 1000 * times) * (0.7 + 0.3 * np.sin(2 * np.pi * 5 * times))
        spoken = np.zeros_like(times)
        for start, end in stretches:
            spoken[(times >= start) & (times < end)] = amplitude
        return wav_bytes(Samples((spoken * syllables)[:, None].astype(np.float32), rate))

    return make


@pytest.fixture
def probed() -> Callable[[Path], Media]:
    return probe
