"""Voices by name and by language."""

import pytest

from vidsync.errors import VoiceError
from vidsync.espeak import find_voice, variants, voices
from vidsync.espeak.process import shared_worker


def test_there_are_over_a_hundred_voices_and_names_are_unique():
    names = [voice.name for voice in voices()]
    assert len(names) > 100
    assert len(set(names)) == len(names)
    assert names == sorted(names)
    assert {"en-us", "de", "fr", "cmn", "ja", "ar"} <= set(names)


def test_every_name_finds_its_voice():
    for voice in voices():
        assert find_voice(voice.name) == voice
        assert find_voice(voice.identifier.upper()) == voice


@pytest.mark.parametrize(
    ("asked", "name", "language"),
    [
        ("en-us", "en-us", "en-US"),
        ("EN_US", "en-us", "en-US"),
        ("en-GB", "en", "en-GB"),
        ("en-AU", "en", "en-GB"),
        ("German", "de", "de"),
        ("de-AT", "de", "de"),
        ("de-Latn-CH-1996", "de", "de"),
        ("fr-FR", "fr", "fr-FR"),
        ("fr-CA", "fr", "fr-FR"),
        ("pt-BR", "pt-br", "pt-BR"),
        ("pt-AO", "pt", "pt"),
        ("zh-CN", "cmn", "cmn"),
        ("zh", "cmn", "cmn"),
        ("zh-HK", "yue", "yue"),
        ("es-MX", "es-419", "es-419"),
        ("es-AR", "es-419", "es-419"),
        ("es-ES", "es", "es"),
        ("no", "nb", "nb"),
        ("iw-IL", "he", "he"),
        ("gmw/en", "en", "en-GB"),
        ("vi-VN-x-south", "vi-vn-x-south", "vi-VN-x-south"),
    ],
)
def test_a_language_falls_back_to_the_nearest_voice(asked, name, language):
    voice = find_voice(asked)
    assert (voice.name, voice.language) == (name, language)


def test_a_variant_changes_the_voice_it_is_added_to():
    voice = find_voice("EN-us+F3")
    assert (voice.name, voice.gender, voice.identifier) == ("en-us+f3", "female", "gmw/en-US+f3")
    assert find_voice("de-AT+Annie").gender == "female"
    assert "whisper" in {variant.name for variant in variants()}


def test_every_voice_can_be_loaded():
    for voice in voices():
        spoken = shared_worker().speak("1", voice=voice.identifier, rate=175, pitch=50)
        assert spoken.pcm, voice.name


@pytest.mark.parametrize(
    ("asked", "hint"),
    [("germann", "german"), ("en-us+f33", "f3"), ("qqq-QQ", "there are"), ("", "there are")],
)
def test_an_unknown_voice_is_an_error_that_names_similar_ones(asked, hint):
    with pytest.raises(VoiceError) as caught:
        find_voice(asked)
    assert hint in caught.value.hint
