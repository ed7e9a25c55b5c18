"""The times and names of the sound effects that a preset plays."""

import itertools

import pytest

from vidsync.captions import SoundEffect, caption, load_preset
from vidsync.errors import PresetError

WORDS = (
    ("You", 0.0, 0.2),
    ("save", 0.2, 0.5),
    ("300", 0.5, 0.9),
    ("*dollars,*", 0.9, 1.3),
    ("friend.", 2.5, 3.0),
)


@pytest.fixture
def heard(tmp_path, timed):
    """The sounds that play for words with this [sound] table."""

    def sounds(table, *words, extends="pop", brand=None):
        file = tmp_path / "mine.toml"
        file.write_text(
            f'extends = "{extends}"\n[sound]\n{table}\n'
            '[emphasis]\nrules = ["numbers", "marked"]\nwords = ["ding.wav"]\n'
        )
        captions = caption(timed(*(words or WORDS)), preset=file, brand=brand)
        return [(effect.time, effect.sound) for effect in captions.sounds]

    return sounds


def test_most_presets_are_silent_and_only_named_sounds_play(timed, heard):
    for name in ("pop", "clean", "typewriter", "hype"):
        assert caption(timed(*WORDS), preset=name).sounds == ()
    assert heard("gain = -6") == []


def test_sounds_play_when_words_light_up_and_when_cues_appear(heard, timed):
    assert heard('word = "tick"') == [(t, "tick") for t in (0.0, 0.2, 0.5, 0.9, 2.5)]
    captions = caption(timed(*WORDS))
    assert heard('cue = "whoosh"') == [(cue.start, "whoosh") for cue in captions.cues]


def test_emphasised_words_and_named_words_have_their_own_sounds(heard):
    assert heard('emphasis = "ding"') == [(0.5, "ding"), (0.9, "ding")]
    assert heard('word = "tick"\nemphasis = "ding"') == [
        *((0.0, "tick"), (0.2, "tick"), (0.5, "ding"), (0.9, "ding"), (2.5, "tick"))
    ]
    table = 'emphasis = "ding"\nwords = { Dollars = "thud", FRIEND = "pop" }'
    assert heard(table) == [(0.5, "ding"), (0.9, "thud"), (2.5, "pop")]


def test_the_preset_with_sounds_is_quiet(timed):
    sounds = caption(timed(*WORDS), preset="spark").sounds
    assert {effect.sound for effect in sounds} == {"tick", "ding"}
    assert all(effect == SoundEffect(effect.time, effect.sound, -14.0) for effect in sounds)


def test_sounds_of_fast_words_do_not_pile_up(heard):
    rush = [("x", 1.0 + n * 0.01, 1.0 + n * 0.01) for n in range(100)]
    times = [time for time, _ in heard('word = "tick"', *rush)]
    assert 10 <= len(times) <= 13
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.08 - 1e-9
    crowd = [("x", 1.0, 1.0)] * 500
    assert len(heard('word = "tick"', *crowd)) == 1
    assert len(heard('word = "tick"\napart = 0.5', *rush)) == 2


def test_a_custom_sound_file_is_found_beside_the_preset(heard, tmp_path):
    own = str(tmp_path / "sounds/My Click.WAV")
    assert heard('word = "sounds/My Click.WAV"')[0] == (0.0, own)
    assert heard('words = { friend = "/abs/bell.ogg" }') == [(2.5, "/abs/bell.ogg")]
    # Words in a list match whatever punctuation they end in.
    assert load_preset(tmp_path / "mine.toml").style.emphasis.words == ("ding.wav",)


def test_sounds_follow_what_is_drawn(heard):
    assert heard('word = "tick"', ("One", 0.0, 0.2), ("\u200b", 0.3, 0.4), ("two", 0.5, 0.8)) == [
        *((0.0, "tick"), (0.5, "tick"))
    ]


def test_a_brand_kit_overrides_sounds(heard, tmp_path):
    kit = tmp_path / "brand.toml"
    kit.write_text('[sound]\nemphasis = "pop"\n')
    assert heard('emphasis = "ding"', brand=kit) == [(0.5, "pop"), (0.9, "pop")]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('word = "tik"', "'tick'"),
        ('word = "bell.exe"', "not a choice and no"),
        ("word = 3", "3"),
        ('emphasis = ["ding"]', "ding"),
        ('words = "ding"', "not a table"),
        ("words = { a = 3 }", "not a table"),
        ('words = { a = "dign" }', "'ding'"),
        ("gain = 40", "-60 to 12"),
        ("gain = nan", "-60 to 12"),
        ("apart = -1", "0 to 60"),
        ('sord = "tick"', "'word'"),
    ],
)
def test_mistakes_are_named(table, says, heard):
    with pytest.raises(PresetError) as caught:
        heard(table)
    assert says in str(caught.value)
    assert "mine.toml" in str(caught.value)
