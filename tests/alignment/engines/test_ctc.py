from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.alignment import align
from vidsync.alignment.engines.ctc import CtcSolver, place_letters, spelling
from vidsync.alignment.engines.ctc_models import load_folder
from vidsync.alignment.text.tokens import tokenize
from vidsync.audio import Samples
from vidsync.errors import AlignmentError, InputError


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 4)), min_size=1, max_size=12
    )
)
def test_letters_are_found_where_the_network_hears_them(
    letters: list[tuple[int, int, int]],
) -> None:
    rows: list[int] = []
    truth: list[tuple[int, int]] = []
    for letter, length, gap in letters:
        rows += [0] * gap
        truth.append((len(rows), len(rows) + length))
        rows += [letter] * length
    likely = np.full((len(rows), 5), -8.0, np.float32)
    likely[np.arange(len(rows)), rows] = -0.1
    placed = place_letters(likely, [letter for letter, _, _ in letters], 0)
    assert [(first, after) for first, after, _ in placed] == truth


def test_a_sound_too_short_for_the_letters_places_none() -> None:
    assert place_letters(np.zeros((3, 4), np.float32), [1, 1, 1], 0) == []


def test_the_sound_may_end_after_any_word() -> None:
    likely = np.full((6, 4), -9.0, np.float32)
    likely[np.arange(6), [1, 1, 2, 2, 0, 0]] = -0.1
    assert len(place_letters(likely, [1, 2, 3, 3], 0, ends=[1, 3])) == 2


def test_letters_that_a_model_lacks_are_left_out() -> None:
    (token,) = tokenize("Café", "fr")
    assert spelling(token, {"C": 4, "A": 5, "F": 6}) == [4, 5, 6]
    assert spelling(token, {"c": 4, "a": 5, "f": 6, "e": 7}) == [4, 5, 6, 7]


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({}))
    with pytest.raises(InputError, match="not a folder of a CTC model"):
        load_folder(tmp_path)


@pytest.fixture(scope="module")
def model(neural: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wav2vec 2.0 with random weights: it recognizes nothing, but it runs like a real model."""
    import torch
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

    torch.manual_seed(1)
    letters = {"<pad>": 0, "|": 1, **{chr(97 + i): i + 2 for i in range(26)}, "'": 28}
    config = Wav2Vec2Config(
        vocab_size=len(letters),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        conv_dim=[8] * 7,
        num_conv_pos_embeddings=4,
        num_conv_pos_embedding_groups=2,
        pad_token_id=0,
    )
    folder = tmp_path_factory.mktemp("wav2vec2")
    Wav2Vec2ForCTC(config).save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps(letters))
    return folder


@pytest.mark.external
def test_a_user_s_network_places_every_word_in_order(model: Path) -> None:
    tokens = tokenize("Some boats, a pier.", "en")
    sound = np.random.default_rng(4).standard_normal(48000).astype(np.float32) * np.float32(0.1)
    outcome = CtcSolver(load_folder(model)).solve(sound, tokens, whole=True)
    assert [placed.token for placed in outcome.placed] == [0, 1, 2, 3]
    starts = [placed.start for placed in outcome.placed]
    assert starts == sorted(starts)
    assert outcome.placed[-1].end <= 3.01
    assert CtcSolver(load_folder(model)).solve(sound, tokens, whole=True) == outcome


@pytest.mark.external
def test_random_weights_give_no_alignment(model: Path) -> None:
    sound = np.random.default_rng(4).standard_normal((48000, 1)).astype(np.float32)
    with pytest.raises(AlignmentError):
        align(Samples(sound, 16000), "Some boats, a pier.", engine="ctc", model=model)


def test_the_engine_needs_a_model() -> None:
    with pytest.raises(InputError, match="needs a model"):
        align(
            Samples(np.random.default_rng(1).random((16000, 1), np.float32), 16000),
            "boats",
            engine="ctc",
        )
