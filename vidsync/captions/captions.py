"""Captions of a transcript: cues, word-by-word ASS to burn, and subtitle files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.captions.canvas import Canvas
from vidsync.captions.cues.cue import Cue
from vidsync.captions.cues.overlap import end_lingering, merge_overlapping, split_voices
from vidsync.captions.cues.reading_time import segment_for_reading
from vidsync.captions.cues.rules import Rules
from vidsync.captions.cues.rules import profile as rules_named
from vidsync.captions.cues.segmentation import segment
from vidsync.captions.formats.srt_vtt import to_srt, to_vtt
from vidsync.captions.layout.speakers import assign_speakers
from vidsync.captions.layout.two_languages import keep_in_lane, lane_canvases, second_preset
from vidsync.captions.preset import load_preset
from vidsync.captions.preset_values import Preset, change_preset
from vidsync.captions.sounds import SoundEffect, sound_effects
from vidsync.captions.text.emphasis import ShownTranscript, apply_wording
from vidsync.errors import CaptionError
from vidsync.output import write_text
from vidsync.paths import PathLike
from vidsync.transcript import Speech, Transcript
from vidsync.transcript.speech import require_transcript

if TYPE_CHECKING:
    from vidsync.captions.layout.fonts import Font
    from vidsync.captions.layout.placed import PlacedCue
    from vidsync.captions.layout.shaping import Typesetter


@dataclass(frozen=True)
class Captions:
    """A transcript's captions in one look on one canvas.

    Results are computed on first use, once: subtitles need no fonts.

    Attributes:
        transcript: the words that are shown.
        preset: the look and the rules.
        canvas: the picture they are laid out for.
        second: captions of the same speech in another language, drawn below these.
    """

    transcript: Transcript
    preset: Preset
    canvas: Canvas
    second: Captions | None = None

    def __repr__(self) -> str:
        size = f"{self.canvas.width}x{self.canvas.height}"
        return f"<Captions {len(self.transcript.words)} words, {self.preset.name}, {size}>"

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """The cues that are drawn, cut to fit the canvas, in time order.

        Only cues of simultaneous speakers overlap.
        """
        from vidsync.captions.layout.measuring import make_ruler  # as in `placed`

        style, wording = self.preset.style, self._wording
        make = partial(
            segment,
            case=style.text.case,
            shown=wording.drawn,
            ruler=make_ruler(style, self.canvas, self._typesetter, wording.emphasised),
        )
        rules = self.preset.rules
        rules = replace(rules, max_lines=min(rules.max_lines, style.text.max_lines))
        return _segment_by_speaker(wording.transcript, rules, make)

    @cached_property
    def blocks(self) -> tuple[Cue, ...]:
        """The usual cues of subtitle files: whole clauses on up to two lines."""
        return self.cut("block")

    def cut(self, profile: str | Rules) -> tuple[Cue, ...]:
        """Return the cues of a subtitle file, cut by rules.

        A cue that would be too short, or too fast to read, appears up to 1.5 seconds earlier, or
        stays as much longer, if the cues beside it have the time.

        Args:
            profile: a profile's name (``netflix``, ``bbc``, …), the path of a TOML file of
                one, or the rules themselves. ``preset`` returns the cues that are drawn.

        Raises:
            PresetError: the profile does not exist, or its file has a mistake.
        """
        if profile == "preset":
            cues = self.cues
        else:
            rules = rules_named(profile) if isinstance(profile, str) else profile
            cues = _segment_by_speaker(self._wording.transcript, rules, make=segment_for_reading)
        names = {own.speaker: own.name for own in self.preset.style.speakers.named if own.name}
        timed = self.transcript.source != "estimated"
        return tuple(
            replace(cue, speaker=names.get(cue.speaker, cue.speaker), word_times=timed)
            for cue in cues
        )

    @cached_property
    def placed(self) -> tuple[PlacedCue, ...]:
        """The cues with every word in its place.

        Raises:
            FontError: a font is missing, or no font has a character.
            CaptionError: a word is too long to be shown.
        """
        # Imported late: HarfBuzz and the fonts are loaded only when something is drawn.
        from vidsync.captions.layout.collisions import separate_cues
        from vidsync.captions.layout.frame import make_frame
        from vidsync.captions.layout.labels import place_with_labels

        cues, style = self.cues, self.preset.style
        frame = make_frame(style, self.canvas)
        placed = place_with_labels(
            cues,
            style,
            self.canvas,
            speakers=assign_speakers([cue.speaker for cue in cues], style),
            typesetter=self._typesetter,
            emphasised=self._wording.emphasised,
        )
        return separate_cues(placed, frame)

    @cached_property
    def sounds(self) -> tuple[SoundEffect, ...]:
        """The sound effects of the captions that are drawn, in time order."""
        return sound_effects(self.cues, self.preset.style.sound, self._wording.emphasised)

    @property
    def font_files(self) -> tuple[Path, ...]:
        """The font files that libass needs."""
        return tuple(dict.fromkeys(font.path for font in self._fonts))

    @property
    def font_names(self) -> frozenset[str]:
        """PostScript names of those fonts, under which libass reports them."""
        return frozenset(font.postscript_name for font in self._fonts)

    def to_ass(self) -> str:
        """Return the captions as an ASS script, to be drawn by libass with `font_files`.

        Raises:
            FontError: a font is missing, or no font has a character.
            CaptionError: a word is too long to be shown.
        """
        from vidsync.captions.ass.compiler import compile_ass

        below = self.second
        return compile_ass(
            self.placed,
            self.preset.style,
            self.canvas,
            language=self.transcript.language,
            second=(below.placed, below.preset.style, below.canvas) if below else None,
        )

    def to_srt(self, *, profile: str | Rules = "block") -> str:
        """Return the words as SRT.

        Cues of simultaneous speakers are written together, with their names, since few players
        show two at a time.

        Args:
            profile: as for `cut`. The usual cues have at most two lines of 42 characters.
        """
        return to_srt(merge_overlapping(self.cut(profile)))

    def to_vtt(self, *, profile: str | Rules = "block") -> str:
        """Return the words as WebVTT, each with its own time unless that is estimated.

        Args:
            profile: as for `to_srt`.
        """
        return to_vtt(self.cut(profile), language=self.transcript.language)

    def save(
        self,
        path: PathLike,
        *,
        format: str | None = None,  # noqa: A002 - what every writer calls it
        profile: str | Rules = "block",
        overwrite: bool = False,
    ) -> None:
        """Write the captions in the format of the suffix.

        Args:
            path: ends in .ass, or as a format of `vidsync.captions.formats`: .srt, .vtt,
                .ttml, .scc, .lrc, .json, .csv, .txt, .md, .chapters.
            format: ``ass``, or the name of one of those formats; overrides the suffix.
            profile: as for `to_srt`. An .ass file has the cues that are drawn.
            overwrite: replace an existing file.

        Raises:
            FormatError: the format or the suffix is not known.
            OutputError: the file exists, or cannot be written.
            CaptionError: the captions cannot be drawn.
            PresetError: the profile does not exist, or its file has a mistake.
        """
        path = Path(path)
        # Imported late: the other formats are needed only here.
        from vidsync.captions.formats import Subtitles, format_for
        from vidsync.captions.formats.registry import dump

        if format == "ass" or (format is None and path.suffix.lower() == ".ass"):
            text = self.to_ass()
        else:
            words, format_ = self.transcript, format_for(path, format)
            text = dump(Subtitles(self.cut(profile), words.language, words.duration), format_)
        write_text(path, text, overwrite=overwrite)

    @cached_property
    def _wording(self) -> ShownTranscript:
        return apply_wording(self.transcript, self.preset.style)

    @cached_property
    def _typesetter(self) -> Typesetter:
        from vidsync.captions.layout.shaping import Typesetter

        text = self.preset.style.text
        return Typesetter(text.font, fallback=text.fallback, language=self.transcript.language)

    @property
    def _fonts(self) -> tuple[Font, ...]:
        runs = [
            run
            for cue in self.placed
            for word in cue.words
            for run in (*word.runs, *word.active_runs)
        ]
        runs += [run for cue in self.placed if cue.label for run in cue.label.runs]
        used = [placed.run.font for placed in runs if placed.run.emoji is None]
        below = self.second._fonts if self.second else ()
        return tuple(dict.fromkeys([self._typesetter.font, *used, *below]))


def _segment_by_speaker(
    transcript: Transcript, rules: Rules, make: Callable[[Transcript, Rules], tuple[Cue, ...]]
) -> tuple[Cue, ...]:
    """Segment a transcript; where people talk at once, each one's words by themselves."""
    parts = split_voices(transcript)
    if len(parts) == 1:
        return make(transcript, rules)
    return end_lingering([cue for part in parts for cue in make(part, rules)])


def caption(
    transcript: Transcript | Speech,
    *,
    preset: PathLike | Preset | Mapping[str, object] = "pop",
    canvas: Canvas | tuple[int, int] | None = None,
    brand: PathLike | None = None,
    settings: Mapping[str, object] | None = None,
    second: Transcript | None = None,
) -> Captions:
    """Caption a transcript.

    Args:
        transcript: words with times; of a speech, its words.
        preset: a shipped preset's name, the path of a preset file, a mapping with the keys
            of such a file, or a `Preset`.
        canvas: the picture, or its width and height in pixels; 1080x1920 if None.
        brand: the file of a brand kit, which overrides the preset's fonts and colours.
        settings: single values that override both, by the name of their table and key:
            ``{"text.size": 9, "place.position": "top", "rules.max_words": 3}``.
        second: the same speech in another language, with times, for a second lane below:
            smaller, and without a lit word.

    Returns:
        The captions, as cues, ASS, SRT and WebVTT.

    Raises:
        PresetError: the preset does not exist, or its file has a mistake.
        CaptionError: the transcript has no words.
    """
    transcript = require_transcript(transcript)
    if not transcript.words:
        raise CaptionError("the transcript has no words: there is nothing to caption")
    chosen = preset if isinstance(preset, Preset) else load_preset(preset, brand=brand)
    if settings:
        chosen = change_preset(chosen, settings)
    if isinstance(canvas, tuple):
        canvas = Canvas(*canvas)
    canvas = canvas or Canvas()
    if second is None or not second.words:
        return Captions(transcript, chosen, canvas)
    below = second_preset(chosen)
    upper, lower = lane_canvases((chosen, below), canvas)
    lower_lane = Captions(second, keep_in_lane(below), lower)
    return Captions(transcript, keep_in_lane(chosen), upper, lower_lane)
