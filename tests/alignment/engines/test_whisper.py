from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.alignment import align
from vidsync.alignment.engines.match_words import HeardWord, locate_words
from vidsync.alignment.engines.registry import EngineChoice, choose_engine
from vidsync.alignment.engines.sphinx_decoder import Recognizer
from vidsync.alignment.engines.sphinx_solver import SphinxSolver
from vidsync.alignment.engines.whisper import WhisperSolver, load_listener
from vidsync.alignment.long.windows import align_windows
from vidsync.alignment.sound.features import Floats, normalize
from vidsync.alignment.text.tokens import tokenize
from vidsync.audio import Samples, decode
from vidsync.errors import AlignmentError, InputError
from vidsync.espeak import synthesize
from vidsync.transcript import Word

SAID = "Nobody had lit the lamp on the pier. We walked home along the wall, counting steps."


def heard_as(words: Sequence[str], seconds: float = 0.4) -> list[HeardWord]:
    return [
        HeardWord(word, number * seconds, (number + 0.9) * seconds, 0.9)
        for number, word in enumerate(words)
    ]


def places(heard: Sequence[HeardWord], text: str, *, whole: bool = True) -> dict[str, float]:
    tokens = tokenize(text, "en")
    found = locate_words(heard, tokens, language="en", length=60.0, whole=whole)
    return {tokens[index].text: place.start for index, place in found.places.items()}


@given(st.lists(st.sampled_from(["amber", "boats", "carry", "dull", "echoes"]), min_size=1))
def test_words_heard_as_written_are_matched(words: list[str]) -> None:
    heard = heard_as(words)
    tokens = tokenize(" ".join(words), "en")
    found = locate_words(heard, tokens, language="en", length=60.0, whole=True)
    assert [found.places[index].start for index in range(len(words))] == [
        word.start for word in heard
    ]
    assert (found.misheard, found.missing, found.extra) == ((), (), ())


def test_figures_and_other_spellings_match_what_they_mean() -> None:
    heard = heard_as(["In", "nineteen", "oh", "five", "the", "harbor", "wall", "cost", "$12"])
    found = places(heard, "In 1905 the harbourwall cost twelve dollars")
    assert found["1905"] == pytest.approx(0.4, abs=0.2)
    assert found["harbourwall"] == pytest.approx(2.0)
    assert found["twelve"] == pytest.approx(3.2)
    assert 3.2 < found["dollars"] < 3.6


def test_a_sentence_that_nobody_said_is_missing_and_one_too_many_is_extra() -> None:
    tokens = tokenize("The boat left. Nobody had lit the lamp. We walked home.", "en")
    short = heard_as(["The", "boat", "left", "We", "walked", "home"])
    found = locate_words(short, tokens, language="en", length=2.4, whole=True)
    assert found.missing == (3, 4, 5, 6, 7)
    tokens = tokenize("The boat left. We walked home.", "en")
    long = heard_as(
        ["The", "boat", "left", "Nobody", "had", "lit", "the", "lamp", "We", "walked", "home"]
    )
    found = locate_words(long, tokens, language="en", length=4.4, whole=True)
    ((start, end),) = found.extra
    assert (start, end) == (long[3].start, long[7].end)
    assert sorted(found.places) == [0, 1, 2, 3, 4, 5]


def test_a_misheard_word_keeps_its_time() -> None:
    heard = heard_as(["The", "goat", "left", "quietly"])
    tokens = tokenize("The schooner left quietly", "en")
    found = locate_words(heard, tokens, language="en", length=1.6, whole=True)
    assert found.misheard == (1,)
    assert found.missing == ()


def test_the_sound_may_end_before_the_text() -> None:
    heard = heard_as(["The", "boat", "left"])
    tokens = tokenize("The boat left. We walked home.", "en")
    found = locate_words(heard, tokens, language="en", length=1.2, whole=False)
    assert sorted(found.places) == [0, 1, 2]
    assert found.missing == ()


def vaguely(words: Sequence[Word], seed: int) -> list[HeardWord]:
    """Words as Whisper would time them: off by up to 80 ms, without punctuation."""
    off = np.random.default_rng(seed).uniform(-0.08, 0.08, (len(words), 2))
    return [
        HeardWord(
            word.text.strip(".,"), max(0.0, word.start + first), word.end + max(last, first), 0.9
        )
        for word, (first, last) in zip(words, off, strict=True)
    ]


def test_words_that_are_heard_vaguely_are_placed_exactly() -> None:
    speech = synthesize(SAID, voice="en-us+klatt", rate=150)
    sound = normalize(decode(io.BytesIO(speech.audio)))
    tokens = tokenize(SAID, "en")

    def hear(_: Floats) -> list[HeardWord]:
        return vaguely(speech.transcript.words, 3)

    solver = WhisperSolver(hear, SphinxSolver(Recognizer("en-us"), {}), "en")
    found = align_windows(sound, tokens, solver)
    assert [placed.token for placed in found.placed] == [*range(len(tokens))]
    pairs = zip(found.placed, speech.transcript.words, strict=True)
    errors = [abs(placed.start - word.start) for placed, word in pairs]
    assert np.median(errors) < 0.012
    assert max(errors) < 0.1
    assert all(
        len(placed.phones) > 1 for placed in found.placed if len(tokens[placed.token].text) > 3
    )
    assert found.missing == []


def test_where_whisper_heard_a_word_outweighs_a_model_that_is_lost() -> None:
    speech = synthesize(SAID, voice="en-us+klatt", rate=150)
    sound = normalize(decode(io.BytesIO(speech.audio)))
    tokens = tokenize(SAID, "en")
    moved = [
        HeardWord(word.text, word.start + 1.0, word.end + 1.0, 0.9)
        for word in speech.transcript.words
    ]
    solver = WhisperSolver(lambda _: moved, SphinxSolver(Recognizer("en-us"), {}), "en")
    found = solver.solve(np.pad(sound, (0, 16000)), tokens, whole=True)
    starts = [placed.start for placed in found.placed]
    heard = [word.start for word in moved]
    assert np.median(np.abs(np.subtract(starts, heard))) < 0.2
    assert all(placed.confidence < 0.5 for placed in found.placed)


def test_whisper_needs_a_model_from_the_user() -> None:
    with pytest.raises(InputError, match="the engine whisper needs a model") as raised:
        choose_engine(np.zeros(16000, np.float32), (), language="en", engine="whisper")
    assert "fetched" in raised.value.hint
    assert EngineChoice("whisper", "en", model="small").is_neural


@pytest.fixture(scope="module")
def model(whisper: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Whisper with random weights: it recognizes nothing, but it runs like a real model."""
    import torch
    from ctranslate2.converters import TransformersConverter
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import (
        PreTrainedTokenizerFast,
        WhisperConfig,
        WhisperForConditionalGeneration,
    )

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(
        models.BPE(vocab={letter: index for index, letter in enumerate(letters)}, merges=[])
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    names = "endoftext startoftranscript en translate transcribe startoflm startofprev nospeech"
    tokenizer.add_special_tokens([f"<|{name}|>" for name in (*names.split(), "notimestamps")])
    end = tokenizer.token_to_id("<|endoftext|>")
    folder = tmp_path_factory.mktemp("whisper")
    PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(folder)
    torch.manual_seed(1)
    config = WhisperConfig(
        # The 1501 time tokens come after the letters.
        vocab_size=tokenizer.get_vocab_size() + 1501,
        d_model=32,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        decoder_start_token_id=end + 1,
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        begin_suppress_tokens=None,
    )
    WhisperForConditionalGeneration(config).save_pretrained(folder)
    converted = tmp_path_factory.mktemp("ctranslate2")
    converter = TransformersConverter(str(folder), copy_files=["tokenizer.json"])
    converter.convert(str(converted), force=True)
    return converted


@pytest.mark.external
def test_a_user_s_model_places_words_within_the_sound(model: Path) -> None:
    sound = np.random.default_rng(4).standard_normal(48000).astype(np.float32) * np.float32(0.1)
    words = load_listener(model, "en")(sound)
    assert words
    assert all(0 <= word.start <= word.end <= 3.0 for word in words)
    assert all(0 <= word.probability <= 1 for word in words)
    assert load_listener(model, "en")(sound) == words


@pytest.mark.external
def test_random_whisper_weights_give_no_alignment(model: Path) -> None:
    speech = synthesize(SAID, voice="en-us+klatt", rate=150)
    samples = decode(io.BytesIO(speech.audio))
    with pytest.raises(AlignmentError, match="does not match the text"):
        align(samples, SAID, engine="whisper", model=model)


@pytest.mark.external
def test_a_model_of_english_knows_no_german(model: Path) -> None:
    with pytest.raises(InputError, match="does not know the language 'de'"):
        align(
            Samples(np.random.default_rng(1).random((16000, 1), np.float32), 16000),
            "Boote",
            language="de",
            engine="whisper",
            model=model,
        )


@pytest.mark.external
def test_a_folder_without_a_model_is_refused(whisper: None, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the folder of a Whisper model"):
        load_listener(tmp_path, "en")
    (tmp_path / "model.bin").write_bytes(b"no model")
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match="cannot be loaded"):
        load_listener(tmp_path, "en")


@pytest.mark.external
def test_a_model_that_is_not_here_is_not_downloaded(whisper: None, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_listener(tmp_path / "small", "en")
    sound = Samples(np.random.default_rng(1).random((16000, 1), np.float32), 16000)
    with pytest.raises(InputError, match="small is not on this machine") as raised:
        align(sound, "boats", engine="whisper", model="small")
    assert "vidsync voices get whisper-small" in raised.value.hint


@pytest.mark.external
def test_an_unknown_name_has_a_hint(whisper: None) -> None:
    with pytest.raises(InputError, match="smal") as raised:
        load_listener("smal", "en")
    assert "small" in raised.value.hint
