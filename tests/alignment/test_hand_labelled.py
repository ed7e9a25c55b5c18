"""Human speech that was labelled by hand: the examples that a package ships.

The source of `praatio` has two sentences by two speakers, with word boundaries marked in Praat.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

from vidsync.alignment import align_with_report

PRAATIO = "praatio==6.2.2"
# The words' starts and the last word's end, in seconds, in mary.TextGrid and bobby_words.TextGrid.
LABELLED = {
    "mary": ("Mary rolled the barrel.", (0.3154, 0.6755, 0.9839, 1.0637, 1.5183)),
    "bobby": ("Bobby ripped the ledger.", (0.0647, 0.4116, 0.6577, 0.7408, 1.1171)),
}


@pytest.fixture(scope="module")
def examples(request: pytest.FixtureRequest) -> Path:
    folder = Path(request.config.cache.mkdir("praatio"))
    if not [*folder.glob("*.tar.gz")]:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        source = ["--no-binary", "praatio", "--dest", str(folder), PRAATIO]
        subprocess.run([*command, *source], check=True, timeout=600)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        wanted = [
            member
            for member in packed.getmembers()
            if re.search(r"/examples/files/(mary|bobby)\.wav$", member.name)
        ]
        packed.extractall(folder, members=wanted, filter="data")
    return next(folder.glob("*/examples/files"))


@pytest.mark.external
def test_human_words_are_aligned_where_a_person_marked_them(examples: Path) -> None:
    errors: list[float] = []
    for name, (text, times) in LABELLED.items():
        found = align_with_report(examples / f"{name}.wav", text)
        assert found.report.fits
        words = found.transcript.words
        errors += (1000 * abs(word.start - time) for word, time in zip(words, times, strict=False))
        assert words[-1].end == pytest.approx(times[-1], abs=0.08)
    assert np.median(errors) < 30
    # Annotators may or may not count a plosive's closure after a pause as part of the word.
    assert max(errors) < 100
