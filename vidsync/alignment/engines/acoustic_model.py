"""Loads the acoustic models of SoundSwallower, reduced to what alignment needs.

The models know every phone in thousands of contexts. For edges of known words, phones without
context do as well or better. With them alone it is cheap to score all possible phones in every
frame, which makes the scores of different texts comparable. The reduced files are in a temporary
folder while a model loads.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterable
from pathlib import Path

import soundswallower

from vidsync.errors import DependencyError

# Wide enough to keep the right path; the search spends its time elsewhere.
_BEAM = "1e-200"
# Probability of a pause that no grammar mentions. The scores of sounds are as confident as if
# frames were independent; a pause must be this improbable to carry the same weight.
_PAUSE = 1e-8
_STATES = 4


def load_decoder(model: str) -> soundswallower.Decoder:
    """Load a decoder for grammars, with context-free phones.

    Args:
        model: ``en-us`` or ``fr-fr``.

    Raises:
        DependencyError: the models of the installed SoundSwallower have an unexpected form.
    """
    folder = Path(soundswallower.get_model_path(model))
    with tempfile.TemporaryDirectory(prefix="vidsync-") as name:
        definition, weights = Path(name, "mdef"), Path(name, "sendump")
        try:
            with (folder / "mdef.txt").open(encoding="ascii") as lines:
                text, senones = _context_free(lines)
            definition.write_text(text, encoding="ascii")
            weights.write_bytes(_first_senones((folder / "sendump").read_bytes(), senones))
        except (OSError, ValueError, struct.error) as error:
            raise DependencyError(
                f"SoundSwallower's model {model} cannot be read: {error}",
                hint="reinstall it: pip install --force-reinstall soundswallower",
            ) from error
        return soundswallower.Decoder(
            hmm=str(folder),
            mdef=str(definition),
            sendump=str(weights),
            # Read into memory: the files are deleted when this function returns.
            mmap=False,
            loglevel="FATAL",
            bestpath=False,
            lw=1.0,
            beam=_BEAM,
            pbeam=_BEAM,
            wbeam=_BEAM,
            cionly=True,
            silprob=_PAUSE,
        )


def _context_free(definition: Iterable[str]) -> tuple[str, int]:
    """Return a model definition's context-free rows, as a definition, and their senones.

    Source:
        The text form of CMU Sphinx's model definition, version 0.3.
    """
    counts: dict[str, int] = {}
    rows: list[str] = []
    for line in definition:
        fields = line.split()
        if len(fields) == 2 and fields[0].isdigit():
            counts[fields[1]] = int(fields[0])
        elif len(fields) > 4 and fields[1:4] == ["-", "-", "-"]:
            rows.append(line)
            if len(rows) == counts["n_base"]:
                break
    senones = counts.get("n_tied_ci_state", 0)
    if not rows or not senones:
        raise ValueError("its definition has no context-free phones")
    head = [
        "0.3",
        f"{len(rows)} n_base",
        "0 n_tri",
        f"{len(rows) * _STATES} n_state_map",
        f"{senones} n_tied_state",
        f"{senones} n_tied_ci_state",
        f"{counts['n_tied_tmat']} n_tied_tmat",
    ]
    return "\n".join(head) + "\n" + "".join(rows), senones


def _first_senones(dump: bytes, senones: int) -> bytes:
    """Return a dump of mixture weights with its first senones only.

    Source:
        CMU Sphinx's senone dump: strings with their lengths, up to an empty one; rows
        and columns; then a byte for each stream, codeword and senone.
    """
    streams = 0
    offset = 0
    while True:
        (length,) = struct.unpack_from("<i", dump, offset)
        offset += 4
        if length == 0:
            break
        entry = dump[offset : offset + length].rstrip(b"\0").decode("ascii")
        if entry.startswith("feature_count "):
            streams = int(entry.split()[1])
        offset += length
    rows, columns = struct.unpack_from("<ii", dump, offset)
    weights = memoryview(dump)[offset + 8 :]
    if len(weights) != streams * rows * columns or senones > columns:
        raise ValueError("its mixture weights have another layout")
    kept = b"".join(
        weights[row * columns : row * columns + senones] for row in range(streams * rows)
    )
    return dump[:offset] + struct.pack("<ii", rows, senones) + kept
