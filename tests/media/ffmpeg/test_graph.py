import ffmpeg
from hypothesis import given
from hypothesis import strategies as st

from vidsync.media.ffmpeg.graph import arguments_of, connected_parts


def test_picture_and_sound_become_two_graphs():
    video = ffmpeg.input("a.mp4").video.filter("scale", 64, 48).filter("ass", filename="0.ass")
    audio = ffmpeg.filter(
        [ffmpeg.input("a.mp4").audio.filter("volume", 0.5), ffmpeg.input("b.wav").audio],
        "amix",
        inputs=2,
    )
    arguments = arguments_of(ffmpeg.output(video, audio, "out.mp4"))
    graphs = [arguments[at + 1] for at, word in enumerate(arguments) if word == "-filter_complex"]
    assert graphs == [
        "[0:v]scale=64:48[s0];[s0]ass=filename=0.ass[s1]",
        "[0:a]volume=0.5[s2];[s2][1:a]amix=inputs=2[s3]",
    ]
    maps = [arguments[at + 1] for at, word in enumerate(arguments) if word == "-map"]
    assert maps == ["[s1]", "[s3]"]


def test_nothing_filtered_is_left_as_it_is():
    output = ffmpeg.output(ffmpeg.input("a.mp4")["v:0"], "out.mp4")
    assert arguments_of(output) == output.get_args()


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=12))
def test_every_chain_is_in_one_part_and_no_link_in_two(links):
    chains = [f"[s{a}]null=x\\;y[s{b}]" for a, b in links]
    parts = connected_parts(";".join(chains)) if chains else []
    assert sum(part.count("null=") for part in parts) == len(chains)
    labels = [{word[: word.index("]")] for word in part.split("[s")[1:]} for part in parts]
    for number, mine in enumerate(labels):
        for others in labels[number + 1 :]:
            assert not mine & others
