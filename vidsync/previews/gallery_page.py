"""A page of caption presets: a still, an animation and a description of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.captions import Canvas, Captions, PresetInfo, caption, presets
from vidsync.errors import OutputError
from vidsync.output import whole_file, write_text
from vidsync.paths import PathLike
from vidsync.previews.animation import write_animation
from vidsync.previews.frames import frames_at
from vidsync.transcript import Transcript, Turn, Word

if TYPE_CHECKING:
    from PIL import Image

_CANVAS = Canvas(864, 1080, safe_area="feed", matrix="TV.709")
_GROUND = ("#4a6078", "#1b2230")
_STILL_HEIGHT, _MOVING_HEIGHT = 540, 400
_FRAME_RATE = 15.0
_SECONDS = 3.6
_SAMPLE = (
    ("Wait! This little line of words costs *nothing*, not 100 dollars.", "Ada"),
    ("And it NEVER comes late.", "Ben"),
)


def gallery(
    folder: PathLike,
    *,
    names: Sequence[str] | None = None,
    overwrite: bool = False,
    ffmpeg: PathLike | None = None,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Write a page that shows the caption presets.

    Args:
        folder: the folder to write into; made if it does not exist.
        names: the presets to show; None is all shipped ones.
        overwrite: replace existing files.
        ffmpeg: the ffmpeg to use instead of the one that vidsync installs.
        progress: called with the name of each preset when its pictures are written.

    Returns:
        The page: index.html, beside NAME.png and NAME.webp of each preset.

    Raises:
        OutputError: the folder or a file in it cannot be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can't be made: {error.strerror}") from error
    shown = [info for info in presets() if names is None or info.name in names]
    sample = _sample()
    for info in shown:
        captions = caption(sample, preset=info.name, canvas=_CANVAS)
        with whole_file(folder / f"{info.name}.png", overwrite=overwrite) as temporary:
            _strip(captions, ffmpeg).save(temporary, "PNG")
        times = [0.15 + number / _FRAME_RATE for number in range(round(_SECONDS * _FRAME_RATE))]
        frames = frames_at(
            captions, times, height=_MOVING_HEIGHT, ffmpeg=ffmpeg, background=_GROUND
        )
        with whole_file(folder / f"{info.name}.webp", overwrite=overwrite) as temporary:
            write_animation(frames, temporary, "WEBP", frame_rate=_FRAME_RATE)
        if progress:
            progress(info.name)
    page = folder / "index.html"
    write_text(page, _page(shown), overwrite=overwrite)
    return page


def _strip(captions: Captions, ffmpeg: PathLike | None) -> Image.Image:
    """Three moments side by side."""
    from PIL import Image

    words = [word for cue in captions.cues for word in cue.words]
    telling = (words[2], words[len(words) * 11 // 20], words[-2])
    times = [max(w.start + 0.14, (w.start + w.end) / 2) for w in telling]
    frames = frames_at(captions, times, height=_STILL_HEIGHT, ffmpeg=ffmpeg, background=_GROUND)
    width = frames[0].width
    strip = Image.new("RGB", (width * len(frames), _STILL_HEIGHT))
    for place, frame in enumerate(frames):
        strip.paste(frame, (place * width, 0))
    return strip


def _sample() -> Transcript:
    """Return a few words of two speakers, at an even pace."""
    words: list[Word] = []
    time = 0.2
    for turn, (text, _) in enumerate(_SAMPLE):
        for token in text.split():
            lasts = 0.1 + 0.045 * len(token)
            words.append(Word(token, round(time, 3), round(time + lasts, 3), turn=turn))
            time += lasts + (0.25 if token[-1] in ".!," else 0.02)
    turns = tuple(Turn(speaker) for _, speaker in _SAMPLE)
    return Transcript(tuple(words), duration=time + 0.6, language="en", turns=turns)


def _page(shown: Sequence[PresetInfo]) -> str:
    cards = "\n".join(
        f'<figure><img class="still" src="{escape(info.name)}.png" alt="">'
        f'<img class="moving" src="{escape(info.name)}.webp" loading="lazy" alt="">'
        f"<figcaption><b>{escape(info.name)}</b> {escape(info.description)}"
        f"<small>{escape(info.font)} · {escape(info.look)}</small></figcaption></figure>"
        for info in shown
    )
    return _PAGE.replace("CARDS", cards).replace("COUNT", str(len(shown)))


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Caption presets</title>
<style>
  body { margin: 0; padding: 2.5rem; background: #0d1016; color: #e8ebf1;
         font: 16px/1.5 system-ui, sans-serif; }
  main { display: grid; gap: 1.75rem;
         grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); }
  figure { margin: 0; background: #171c26; border-radius: 14px; overflow: hidden; }
  figure img { display: block; width: 100%; aspect-ratio: 12 / 5; object-fit: cover; }
  figure img.moving { aspect-ratio: 4 / 5; display: none; }
  figure:hover img.still, figure:focus-within img.still { display: none; }
  figure:hover img.moving, figure:focus-within img.moving { display: block; }
  figcaption { padding: .9rem 1.1rem 1.1rem; }
  b { display: block; font-size: 1.1rem; }
  small { display: block; color: #8a94a6; }
</style>
<h1>Caption presets</h1>
<p>COUNT looks; point at one to see it move.</p>
<main>
CARDS
</main>
</html>
"""
