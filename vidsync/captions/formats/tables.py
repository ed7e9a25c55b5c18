"""Captions as data: JSON with every word, and a CSV table of cues."""

from __future__ import annotations

import csv
import io
import json

from vidsync.captions.formats.base import CaptionFormat, Subtitles


class Json(CaptionFormat):
    """Cues as JSON."""

    name = "json"
    title = "cues and their words as JSON"
    suffixes = (".json",)

    def write(self, subtitles: Subtitles) -> str:
        """Write one cue per line; cues whose word times are estimated say so."""
        cues = [
            {
                "start": cue.start,
                "end": cue.end,
                **({"speaker": cue.speaker} if cue.speaker else {}),
                **({} if cue.word_times else {"estimated": True}),
                "lines": [
                    [{"text": word.text, "start": word.start, "end": word.end} for word in line]
                    for line in cue.lines
                ],
            }
            for cue in subtitles.cues
        ]
        written = ",\n  ".join(json.dumps(cue, ensure_ascii=False) for cue in cues)
        language = json.dumps(subtitles.language)
        return (
            f'{{\n "format": "vidsync-cues", "version": 1, "language": {language},\n'
            f' "cues": [\n  {written}\n ]\n}}\n'
        )


class Csv(CaptionFormat):
    """Cues as a table."""

    name = "csv"
    title = "cues as a CSV table"
    suffixes = (".csv",)

    def write(self, subtitles: Subtitles) -> str:
        """Write start, end, text and speaker; a line feed inside a text becomes a space."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("start", "end", "text", "speaker"))
        for cue in subtitles.cues:
            text = " ".join(cue.text.split())
            # A spreadsheet would take a text with a leading sign for a formula.
            guarded = f"'{text}" if text[:1] in "=+@" or text[:2] == "-=" else text
            writer.writerow((f"{cue.start:.3f}", f"{cue.end:.3f}", guarded, cue.speaker))
        return file.getvalue()
