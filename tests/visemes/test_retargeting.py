import warnings

import pytest

from vidsync.errors import InputError, VidsyncWarning
from vidsync.espeak import pronounce
from vidsync.transcript import Transcript, Viseme, Word
from vidsync.visemes import lipsync, retarget, viseme_set, viseme_sets
from vidsync.visemes.phones.phones import find_phones
from vidsync.visemes.phones.viseme_sounds import find_sound


def told(*events: tuple[str, float, float], engine: str = "polly") -> Transcript:
    """The words "Bob had" with visemes of an engine."""
    words = (Word("Bob", 0.006, 0.27), Word("had", 0.27, 0.55))
    return Transcript(words, 0.8, visemes=tuple(Viseme(engine, *event) for event in events))


def test_an_engines_visemes_become_the_sounds_of_its_words():
    transcript = told(("p", 0.006, 0.09), ("a", 0.09, 0.2), ("p", 0.2, 0.27), ("k", 0.27, 0.33),
                      ("a", 0.33, 0.45), ("t", 0.45, 0.55), ("sil", 0.55, 0.8))  # fmt: skip
    phones = find_phones(transcript)
    assert [phone.ipa for phone in phones] == ["p", "ɑ", "p", "k", "ɑ", "t"]
    assert phones[1].start == 0.09
    assert lipsync(transcript, set="rhubarb").cues[0].viseme == "A"
    azure = told(("21", 0.01, 0.1), ("2", 0.1, 0.2), ("0", 0.2, 0.8), engine="azure")
    assert [phone.ipa for phone in find_phones(azure)][:2] == ["p", "ɑ"]


def test_espeak_pronounces_words_without_known_visemes():
    transcript = told(("p", 0.3, 0.4), ("nothing", 0.4, 0.5))
    assert [phone.ipa for phone in find_phones(transcript, language="en-us")] == [
        *(phone.ipa for phone in find_phones(told(), language="en-us") if phone.start < 0.26),
        "p",
    ]
    assert find_phones(told(("mbp", 0.0, 0.5), engine="inworld")) == find_phones(told())
    assert find_phones(told(("mbp", 0.0, 0.5), engine="another")) == find_phones(told())


def test_an_unknown_shape_has_no_sound():
    with pytest.raises(InputError, match="no viseme '22' in azure"):
        find_sound("22", viseme_set("azure"))
    with pytest.raises(InputError, match="is a rig"):
        find_sound("jawOpen", viseme_set("arkit"))


@pytest.mark.parametrize("name", [visemes.name for visemes in viseme_sets() if not visemes.is_rig])
def test_the_sound_of_a_shape_has_that_shape(name):
    visemes = viseme_set(name)
    for shape in visemes.shapes:
        sound = find_sound(shape, visemes)
        if sound is None:
            continue
        poses = visemes.rules(sound)[0]
        assert shape in dict(poses.poses[0])
        if shape == visemes.closed:
            assert sound == "p"


def test_retargeting_to_a_coarser_set_keeps_closures_and_touches():
    transcript = pronounce("Bob's brave baby moves five maps.", voice="en-us")
    track = lipsync(transcript)
    other = retarget(track, set="rhubarb")
    for cue in track.cues:
        middle = (cue.start + cue.end) / 2
        seen = other.weights_at(middle)[0][0]
        if cue.viseme == "PP":
            assert seen == "A"
        if cue.viseme == "FF":
            assert seen == "G"


def test_retargeting_to_renamed_shapes_loses_nothing():
    track = lipsync(pronounce("Bob's brave baby moves five maps.", voice="en-us"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other = retarget(track, set="readyplayerme")
    same = sum(
        other.weights_at((cue.start + cue.end) / 2)[0][0] == "viseme_" + cue.viseme
        for cue in track.cues
    )
    assert same >= 0.9 * len(track.cues)


def test_retargeting_to_a_finer_set_warns():
    track = lipsync(pronounce("Tea and cheese", voice="en-us"), set="preston-blair")
    with pytest.warns(VidsyncWarning, match="most usual"):
        retarget(track, set="oculus")
    rig = lipsync(pronounce("Bob", voice="en-us"), set="arkit")
    with pytest.raises(InputError, match="is a rig"):
        retarget(rig, set="oculus")
