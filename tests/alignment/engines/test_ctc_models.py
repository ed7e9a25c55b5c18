from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import numpy as np
import pytest

from vidsync.alignment import align
from vidsync.alignment.engines.ctc import CtcSolver, spelling
from vidsync.alignment.engines.ctc_models import load_mms
from vidsync.alignment.text.romanization import plain_letters, romanize
from vidsync.alignment.text.tokens import tokenize
from vidsync.audio import Samples
from vidsync.errors import AlignmentError, InputError

LETTERS = {letter: index for index, letter in enumerate("-abcdefghijklmnopqrstuvwxyz'") if index}

# A small network of the bundle's kind with random weights, run by torchaudio itself. It does
# not need torchaudio's compiled parts, which some builds of torch cannot load.
_TORCHAUDIO = """
import json, sys
import numpy as np
import torch
sys.path.append(sys.argv[1])
from torchaudio.models import wav2vec2_model
torch.manual_seed(3)
model = wav2vec2_model(
    "layer_norm",
    [(8, 10, 5), *[(8, 3, 2)] * 4, *[(8, 2, 2)] * 2],
    True, 64, 0.0, 16, 4, 2, 1, 0.0, 32, 0.0, 0.0, True, 0.0, 28,
).eval()
sound = np.random.default_rng(5).standard_normal(16000).astype(np.float32)
with torch.inference_mode():
    values = torch.nn.functional.layer_norm(torch.from_numpy(sound)[None], (1, len(sound)))
    likely = torch.log_softmax(model(values)[0][0], dim=-1)
torch.save(model.state_dict(), sys.argv[2] + "/model.pt")
np.save(sys.argv[2] + "/likely.npy", likely.numpy())
"""


@pytest.fixture(scope="module")
def torchaudio_model(
    neural: None, installed: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    library = installed("pip", "--no-deps", "torchaudio>=2.8")
    rmtree(library / "torchaudio" / "lib", ignore_errors=True)
    folder = tmp_path_factory.mktemp("mms")
    subprocess.run([sys.executable, "-c", _TORCHAUDIO, str(library), str(folder)], check=True)
    return folder


@pytest.mark.external
def test_torchaudio_weights_give_the_same_output_as_in_torchaudio(torchaudio_model: Path) -> None:
    sound = np.random.default_rng(5).standard_normal(16000).astype(np.float32)
    heard = load_mms(torchaudio_model / "model.pt").log_probabilities(sound)
    np.testing.assert_allclose(heard, np.load(torchaudio_model / "likely.npy"), atol=1e-4)


@pytest.mark.external
def test_weights_of_torchaudio_place_words_of_any_script(torchaudio_model: Path) -> None:
    sound = np.random.default_rng(4).standard_normal(64000).astype(np.float32) * np.float32(0.1)
    solver = CtcSolver(load_mms(torchaudio_model / "model.pt"))
    for text, language in (("Größe, naïve façade", "de"), ("Старый порт молчал", "ru")):
        outcome = solver.solve(sound, tokenize(text, language), whole=True)
        assert [placed.token for placed in outcome.placed] == [0, 1, 2]
        assert outcome.missing == []


@pytest.mark.external
def test_random_torchaudio_weights_give_no_alignment(torchaudio_model: Path) -> None:
    noise = np.random.default_rng(4).standard_normal((48000, 1)).astype(np.float32)
    with pytest.raises(AlignmentError):
        align(
            Samples(noise, 16000), "Some boats.", engine="mms", model=torchaudio_model / "model.pt"
        )


@pytest.mark.external
def test_a_file_without_weights_is_refused(neural: None, tmp_path: Path) -> None:
    import torch

    with pytest.raises(InputError, match=r"are not at .*none\.pt"):
        load_mms(tmp_path / "none.pt")
    (tmp_path / "text.pt").write_text("no weights")
    with pytest.raises(InputError, match="does not contain weights"):
        load_mms(tmp_path / "text.pt")
    torch.save({"aux.weight": torch.zeros(12, 64)}, tmp_path / "other.pt")
    with pytest.raises(InputError, match="12 letters, not 28"):
        load_mms(tmp_path / "other.pt")
    torch.save([1, 2], tmp_path / "list.pt")
    with pytest.raises(InputError, match="does not contain weights but a list"):
        load_mms(tmp_path / "list.pt")


@pytest.mark.external
def test_weights_are_looked_for_where_torchaudio_keeps_them(
    neural: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(InputError, match="are not at") as raised:
        load_mms(None)
    assert str(tmp_path / "hub" / "checkpoints" / "model.pt") in raised.value.message
    assert "1.2 GB" in raised.value.hint


@pytest.mark.external
def test_other_scripts_are_written_in_latin_letters(neural: None) -> None:
    assert romanize("Порт") == "port"
    (token,) = tokenize("Порт", "ru")
    assert spelling(token, LETTERS) == [LETTERS[letter] for letter in "port"]


@pytest.mark.parametrize(
    ("word", "plain"),
    [("Größe", "grosse"), ("Łódź", "lodz"), ("Œuvre", "oeuvre"), ("it's", "it's")],
)
def test_latin_letters_lose_their_marks(word: str, plain: str) -> None:
    assert romanize(word) == plain
    assert plain_letters(word) == plain


def test_an_engine_with_a_built_in_model_refuses_another() -> None:
    sound = Samples(np.random.default_rng(1).random((16000, 1), np.float32), 16000)
    with pytest.raises(InputError, match="the engine auto does not take a model"):
        align(sound, "boats", model=Path("model"))


@pytest.mark.parametrize("engine", ["ctc", "mms", "whisper"])
def test_a_missing_package_is_named(engine: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({}))
    (tmp_path / "vocab.json").write_text(json.dumps({"a": 1}))
    script = f"""
import sys
import numpy as np
for name in ("torch", "transformers", "faster_whisper"):
    sys.modules[name] = None
from pathlib import Path
from vidsync.alignment import align
from vidsync.audio import Samples
from vidsync.errors import DependencyError
try:
    align(Samples(np.random.default_rng(1).random((16000, 1), np.float32), 16000), "boats",
          engine="{engine}", model=Path({str(tmp_path)!r}))
except DependencyError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    extra = "transcribe" if engine == "whisper" else "neural"
    assert ("Whisper" if engine == "whisper" else f"the engine {engine}") + " needs" in done.stdout
    assert f"pip install 'vidsync[{extra}]'" in done.stdout
