import warnings

import pytest

from vidsync.errors import InputError, VidsyncWarning
from vidsync.espeak import pronounce
from vidsync.lipsync import converted, lipsync, viseme_set, viseme_sets, with_visemes
from vidsync.lipsync.conversion import sound_of
from vidsync.transcript import Transcript, Word

POLLY = [
    # "Bob had" as Polly marks it.
    (0.006, "p"), (0.09, "a"), (0.2, "p"), (0.27, "k"), (0.33, "a"), (0.45, "t"), (0.55, "sil"),
]  # fmt: skip


def test_an_engines_visemes_become_the_sounds_of_its_words():
    words = (Word("Bob", 0.006, 0.27), Word("had", 0.27, 0.55))
    transcript = with_visemes(Transcript(words, 0.8), POLLY, set="polly")
    assert [[phone.ipa for phone in word.phones] for word in transcript.words] == [
        ["p", "ɑ", "p"], ["k", "ɑ", "t"],
    ]  # fmt: skip
    assert transcript.words[0].phones[1].start == 0.09
    shapes = [cue.viseme for cue in lipsync(transcript, set="rhubarb").cues]
    assert shapes[0] == "A"
    azure = with_visemes(Transcript(words, 0.8), [(0.01, 21), (0.1, 2), (0.2, 0)], set="azure")
    assert [phone.ipa for phone in azure.words[0].phones] == ["p", "ɑ"]


def test_visemes_that_are_none_are_told():
    words = Transcript((Word("Bob", 0.0, 0.3),), 0.5)
    with pytest.raises(InputError, match="no viseme '22' in azure"):
        with_visemes(words, [(0.0, 22)], set="azure")
    with pytest.raises(InputError, match="time order"):
        with_visemes(words, [(0.2, "p"), (0.1, "t")], set="polly")
    with pytest.raises(InputError, match="is a rig"):
        with_visemes(words, [(0.0, "jawOpen")], set="arkit")


@pytest.mark.parametrize("name", [visemes.name for visemes in viseme_sets() if not visemes.is_rig])
def test_a_shapes_sound_has_that_shape(name):
    visemes = viseme_set(name)
    for shape in visemes.shapes:
        sound = sound_of(shape, visemes)
        if sound is None:
            continue
        poses = visemes.rules(sound)[0]
        assert shape in dict(poses.poses[0])
        if shape == visemes.closed:
            assert sound == "p"


def test_from_oculus_to_a_coarser_set_closures_and_touches_stay():
    transcript = pronounce("Bob's brave baby moves five maps.", voice="en-us")
    track = lipsync(transcript)
    other = converted(track, set="rhubarb")
    for cue in track.cues:
        middle = (cue.start + cue.end) / 2
        seen = other.weights_at(middle)[0][0]
        if cue.viseme == "PP":
            assert seen == "A"
        if cue.viseme == "FF":
            assert seen == "G"


def test_to_the_same_shapes_under_other_names_nothing_is_lost():
    track = lipsync(pronounce("Bob's brave baby moves five maps.", voice="en-us"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other = converted(track, set="readyplayerme")
    same = sum(
        other.weights_at((cue.start + cue.end) / 2)[0][0] == "viseme_" + cue.viseme
        for cue in track.cues
    )
    assert same >= 0.9 * len(track.cues)


def test_what_the_other_set_tells_apart_is_said_to_be_guessed():
    track = lipsync(pronounce("Tea and cheese", voice="en-us"), set="preston-blair")
    with pytest.warns(VidsyncWarning, match="most usual"):
        converted(track, set="oculus")
    rig = lipsync(pronounce("Bob", voice="en-us"), set="arkit")
    with pytest.raises(InputError, match="is a rig"):
        converted(rig, set="oculus")
