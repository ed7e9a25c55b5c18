"""A page that plays: one HTML file with a picture of a mouth and its sound.

A line moves over the picture with the sound, and a click on the picture plays from there.
"""

from __future__ import annotations

import base64
import html
import io
import json

from vidsync.audio import Samples, wav_bytes
from vidsync.inspect.picture import TimelinePicture

_SAMPLE_RATE = 22050

_PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
 body {{ margin: 0; background: #0b0d12; color: #e6e9f0; font: 15px/1.4 sans-serif }}
 header {{ position: sticky; top: 0; z-index: 1; padding: 10px 16px; background: #12161f;
  display: flex; gap: 16px; align-items: center }}
 h1 {{ font-size: 15px; margin: 0 }}
 #bands {{ position: relative; width: max-content }}
 #line {{ position: absolute; width: 2px; background: #fff; pointer-events: none }}
 img {{ display: block; cursor: pointer }}
</style>
<header><h1>{title}</h1>{player}</header>
<main id="bands"><img id="picture" alt="{alt}" src="data:image/png;base64,{picture}">
<div id="line" hidden></div></main>
<script>
 "use strict";
 const bands = {bands};
 const sound = document.querySelector("audio"), line = document.getElementById("line");
 function show() {{
  const time = bands.start + sound.currentTime;
  const band = bands.list.find(b => time < b.end) || bands.list[bands.list.length - 1];
  line.hidden = false;
  line.style.left = band.left + (time - band.start) * bands.perSecond + "px";
  line.style.top = band.top + "px";
  line.style.height = band.height + "px";
  if (!sound.paused) requestAnimationFrame(show);
 }}
 if (sound) {{
  sound.addEventListener("play", show);
  sound.addEventListener("seeked", show);
  document.getElementById("picture").addEventListener("click", event => {{
   const band = bands.list.find(b => event.offsetY < b.top + b.height);
   if (!band) return;
   const time = band.start + (event.offsetX - band.left) / bands.perSecond;
   sound.currentTime = Math.max(0, Math.min(time, band.end) - bands.start);
   show();
  }});
 }}
</script>
</html>
"""


def build_page(bands: TimelinePicture, *, audio: Samples | None = None) -> str:
    """Build an HTML page of a picture, which plays the audio if there is any.

    Args:
        bands: the result of `draw_picture`.
        audio: the speech.

    Returns:
        A page that needs no other file and no network.
    """
    file = io.BytesIO()
    bands.picture.save(file, "PNG", optimize=True)
    title = html.escape(f"{bands.set}, {bands.spans[0][0]:.2f} to {bands.spans[-1][1]:.2f} s")
    return _PAGE.format(
        title=title,
        alt=f"Words, phones, mouths and curves: {title}",
        picture=base64.b64encode(file.getvalue()).decode(),
        player=_player(audio, bands) if audio is not None else "",
        bands=json.dumps(_places(bands)),
    )


def _player(audio: Samples, bands: TimelinePicture) -> str:
    first, last = bands.spans[0][0], bands.spans[-1][1]
    sound = audio.mono().resampled(_SAMPLE_RATE)
    piece = sound.data[round(first * _SAMPLE_RATE) : round(last * _SAMPLE_RATE)]
    encoded = base64.b64encode(wav_bytes(Samples(piece, _SAMPLE_RATE))).decode()
    return f'<audio controls src="data:audio/wav;base64,{encoded}"></audio>'


def _places(bands: TimelinePicture) -> dict[str, object]:
    return {
        "start": bands.spans[0][0],
        "perSecond": bands.per_second,
        "list": [
            {"start": start, "end": end, "left": bands.left, "top": top, "height": bands.height}
            for (start, end), top in zip(bands.spans, bands.tops, strict=True)
        ],
    }
