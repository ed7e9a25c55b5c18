import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import InputError, VidsyncWarning
from vidsync.media import SubtitleTrack, compose, probe

SRT = "1\n00:00:00,500 --> 00:00:01,000\nHello, you\n\n2\n00:00:01,000 --> 00:00:01,500\nBye\n"
VTT = "WEBVTT\n\n00:00:00.500 --> 00:00:01.000\nHello, you\n\n00:01.000 --> 00:01.500\nBye\n"
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Blocks,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.50,0:00:01.00,Default,,0,0,0,,Hello, you
Dialogue: 0,0:00:01.00,0:00:01.50,Default,,0,0,0,,Bye
"""


def cues_of(path) -> list[tuple[float, str]]:
    cues = []
    with av.open(str(path)) as container:
        for packet in container.demux(container.streams.subtitles[0]):
            if packet.size and (text := bytes(packet).decode("utf-8", "replace")).strip("\0\x02"):
                cues.append((round(float(packet.pts * packet.time_base), 2), text))
    return cues


@pytest.mark.parametrize("text", [SRT, VTT, ASS], ids=["srt", "vtt", "ass"])
@pytest.mark.parametrize(
    ("suffix", "codecs"),
    [
        ("mp4", {"mov_text"}),
        ("mov", {"mov_text"}),
        ("mkv", {"srt", "subrip", "ass", "ssa"}),
        ("webm", {"webvtt"}),
    ],
)
def test_soft_subtitles_in_every_container(tmp_path, plain, suffix, codecs, text):
    output = tmp_path / f"out.{suffix}"
    result = compose(probe(plain), output, subtitles=[SubtitleTrack(text, language="en-GB")])
    assert result.copied_video == (suffix != "webm")
    with av.open(str(output)) as container:
        (stream,) = container.streams.subtitles
        assert stream.codec_context.name in codecs
        assert stream.language == "eng"
        assert stream.disposition & stream.disposition.default
    cues = cues_of(output)
    assert [time for time, _ in cues if time in (0.5, 1.0)] == [0.5, 1.0]
    assert "Hello, you" in cues[0][1] or "Hello, you" in cues[1][1]


def test_several_tracks_with_languages_and_titles(tmp_path, plain, red_box):
    media = probe(plain)
    tracks = [SubtitleTrack(SRT, "de", "Deutsch: 'ä', =1"), SubtitleTrack(VTT, "zz")]
    for suffix in ("mp4", "mkv"):
        output = tmp_path / f"out.{suffix}"
        compose(media, output, drawing=red_box(media), subtitles=tracks)
        with av.open(str(output)) as container:
            first, second = container.streams.subtitles
            assert first.language == "deu"
            assert second.language in ("und", None)
            named = first.metadata.get("title") or first.metadata["handler_name"]
            assert named == "Deutsch: 'ä', =1"
            # The captions are also burned in, so the soft track is off by default.
            if suffix == "mkv":
                assert not first.disposition & first.disposition.default


def test_the_video_s_own_tracks_are_left_out_with_a_warning(tmp_path, plain):
    compose(probe(plain), tmp_path / "a.mkv", subtitles=[SubtitleTrack(SRT)])
    with pytest.warns(VidsyncWarning, match=r"a\.mkv has subtitle tracks of its own"):
        compose(probe(tmp_path / "a.mkv"), tmp_path / "b.mkv")
    assert probe(tmp_path / "b.mkv").subtitles == ()


def test_text_that_is_not_subtitles_is_refused(tmp_path, plain):
    with pytest.raises(InputError, match="neither SRT, WebVTT nor ASS"):
        compose(probe(plain), tmp_path / "out.mp4", subtitles=[SubtitleTrack("Hello")])
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=12))
def test_any_language_tag_becomes_three_letters(language):
    code = SubtitleTrack(SRT, language).iso_639_2
    assert len(code) == 3
    assert code.isascii()
    assert code.islower()
