"""Print the files of a folder as OpenFaceFX's importers read them: cues, events and values."""

import json
import sys
from pathlib import Path

import numpy as np
from openfacefx import export_a2f, importers, importers_csv, timing

folder, frames = Path(sys.argv[1]), int(sys.argv[2])


def text(name):
    return (folder / name).read_text(encoding="utf-8")


def sampled(track):
    times = np.arange(frames) / 60
    return {
        channel.name: np.interp(
            times, [key.time for key in channel.keys], [key.value for key in channel.keys]
        ).tolist()
        for channel in track.channels
        if channel.keys
    }


def events(found):
    return [[event.start, event.symbol] for event in found]


print(
    json.dumps(
        {
            "rhubarb-tsv": importers.parse_rhubarb_tsv(text("rhubarb-tsv")),
            "rhubarb-xml": importers.parse_rhubarb_xml(text("rhubarb-xml")),
            "rhubarb-json": importers.parse_rhubarb_json(text("rhubarb-json")),
            "moho": importers.parse_moho_dat(text("moho"), 25),
            "papagayo": importers.parse_pgo(text("papagayo")),
            "azure": events(timing.parse_azure_visemes(text("azure"))),
            "polly": events(timing.parse_polly_marks(text("polly"))),
            "audio2face": sampled(export_a2f.read_a2f(folder / "audio2face", epsilon=0)[0]),
            "live-link-face": sampled(
                importers_csv.read_csv(folder / "live-link-face", fps=60, epsilon=0)[0]
            ),
        }
    )
)
