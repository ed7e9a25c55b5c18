"""Speaker styles: distinct readable colours, positions and names, measured in pixels."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.captions import Canvas, Preset, Rules, Style, caption, load_preset
from vidsync.captions.layout.speakers import assign_speakers
from vidsync.captions.style.colour import BLACK, WHITE, Colour, contrast, difference
from vidsync.captions.style.speaker_style import POSITIONS, LabelStyle, SpeakersStyle, SpeakerStyle
from vidsync.captions.style.style import (
    ActiveStyle,
    BoxStyle,
    EntranceStyle,
    OutlineStyle,
    PillStyle,
    TextStyle,
)
from vidsync.errors import PresetError, VidsyncWarning
from vidsync.transcript import Transcript, Turn, Word

RED, YELLOW, CYAN = Colour(255, 40, 40), Colour(255, 255, 0), Colour(0, 255, 255)
WIDE, TALL = Canvas(640, 360), Canvas(360, 640)


def talk(*turns, language="en"):
    """Speakers who take turns, at half a second per word."""
    words, time = [], 0.0
    for turn, (_, text) in enumerate(turns):
        for token in text.split():
            words.append(Word(token, time, time + 0.5, turn=turn))
            time += 0.5
    names = tuple(Turn(name) for name, _ in turns)
    return Transcript(tuple(words), time + 1, language=language, turns=names)


def styled(**parts):
    parts.setdefault("active", ActiveStyle(look="none"))
    parts.setdefault("text", TextStyle(size=8))
    return Preset("test", style=Style(**parts), rules=Rules(linger=0.0, max_words=6))


def like(frame, colour, tolerance=60):
    wanted = np.array([colour.red, colour.green, colour.blue])
    return np.abs(frame.astype(int) - wanted).max(axis=-1) <= tolerance


def bounds(mask):
    """Left, top, right and bottom of the true pixels."""
    rows, columns = np.nonzero(mask)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def colours_of(count, style):
    names = [f"S{n}" for n in range(count)]
    return [speaker.colour for speaker in assign_speakers(names, style).values()]


# Colours.


def test_speakers_get_the_preset_s_colours_in_the_order_they_speak():
    style = load_preset("podcast").style
    assert colours_of(3, style) == list(style.speakers.colours[:3])
    assert colours_of(2, Style()) == [None, None]


@pytest.mark.parametrize("name", ["podcast", "interview", "dialogue"])
def test_more_speakers_than_colours_get_others_that_differ_and_can_be_read(name):
    style = load_preset(name).style
    colours = colours_of(9, style)
    for one, other in itertools.combinations(colours, 2):
        assert difference(one, other) >= 25
    ground = style.box.colour if style.box.colour.opacity == 255 else style.outline.colour
    assert min(contrast(colour, ground) for colour in colours) >= 3
    assert colours == colours_of(9, style)


def test_a_hundred_speakers_get_colours_too():
    style = load_preset("podcast").style
    colours = colours_of(100, style)
    assert len(colours) == 100
    assert None not in colours
    assert len(set(colours)) >= 8


@pytest.mark.parametrize(
    "parts",
    [
        {"box": BoxStyle(colour=WHITE)},
        {"outline": OutlineStyle(width=6, colour=Colour(255, 250, 230))},
    ],
)
def test_an_unreadable_colour_on_a_box_or_outline_is_shaded_with_a_warning(parts):
    style = Style(speakers=SpeakersStyle((YELLOW, CYAN)), **parts)
    ground = parts["box"].colour if "box" in parts else parts["outline"].colour
    with pytest.warns(VidsyncWarning, match="can't be read on"):
        yellow, cyan = colours_of(2, style)
    assert min(contrast(yellow, ground), contrast(cyan, ground)) >= 3
    assert difference(yellow, cyan) >= 25
    # The hue does not change.
    assert yellow.red == yellow.green > yellow.blue
    assert cyan.green == cyan.blue > cyan.red


def test_a_shaded_colour_differs_from_the_colours_after_it():
    light, olive = Colour(0xFF, 0xC8, 0x57), Colour(0xB2, 0x8C, 0x3D)
    style = Style(box=BoxStyle(colour=WHITE), speakers=SpeakersStyle((light, olive)))
    with pytest.warns(VidsyncWarning, match="can't be read on"):
        shade, kept = colours_of(2, style)
    assert kept == olive
    assert difference(shade, olive) >= 25
    assert contrast(shade, WHITE) >= 3


def test_a_speaker_s_own_colour_is_kept_with_a_warning_if_it_is_hard_to_read():
    own = (SpeakerStyle("Ann", colour=Colour(240, 240, 240)), SpeakerStyle("Bob", colour=WHITE))
    style = Style(box=BoxStyle(colour=WHITE), speakers=SpeakersStyle(named=own))
    with pytest.warns(VidsyncWarning) as caught:
        speakers = assign_speakers(["Ann", "Bob"], style)
    assert [speakers[name].colour for name in ("Ann", "Bob")] == [Colour(240, 240, 240), WHITE]
    said = " ".join(str(warning.message) for warning in caught)
    assert "hard to read" in said
    assert "'Ann' and 'Bob' look alike" in said


def test_others_don_t_get_a_colour_like_a_named_speaker_s():
    speakers = SpeakersStyle((YELLOW, CYAN), named=(SpeakerStyle("Bob", colour=YELLOW),))
    given = assign_speakers(["Ann", "Bob", "Cleo"], Style(speakers=speakers))
    assert given["Bob"].colour == YELLOW
    assert given["Ann"].colour == CYAN
    assert difference(given["Cleo"].colour, YELLOW) >= 25
    assert difference(given["Cleo"].colour, CYAN) >= 25


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.builds(Colour, *[st.integers(0, 255)] * 3), max_size=5),
    st.builds(Colour, *[st.integers(0, 255)] * 3),
    st.integers(1, 7),
)
@pytest.mark.filterwarnings("ignore::vidsync.errors.VidsyncWarning")
def test_every_speaker_s_colour_is_readable(colours, ground, count):
    try:
        speakers = SpeakersStyle(tuple(colours))
    except PresetError:
        return
    given = colours_of(count, Style(box=BoxStyle(colour=ground), speakers=speakers))
    if colours:
        chosen = list(dict.fromkeys(given))
        assert all(contrast(colour, ground) >= 3 for colour in chosen)
        for one, other in itertools.combinations(chosen, 2):
            assert difference(one, other) >= 25


# Places.


def test_places_apply_to_conversations_and_overrides_to_any_speaker():
    row = SpeakersStyle(positions=("left", "right"), named=(SpeakerStyle("C", position="top"),))

    def places(*names):
        return [
            speaker.position for speaker in assign_speakers(names, Style(speakers=row)).values()
        ]

    assert places("A") == ["usual"]
    assert places("A", "B", "C", "D") == ["left", "right", "top", "left"]
    assert places("A", "", "B") == ["left", "usual", "right"]
    assert places("C") == ["top"]


@pytest.mark.parametrize("canvas", [WIDE, TALL])
@pytest.mark.parametrize("position", POSITIONS)
def test_captions_are_drawn_at_the_speaker_s_place(position, canvas, draw):
    style = {"speakers": SpeakersStyle(named=(SpeakerStyle("Ann", position=position),))}
    captions = caption(talk(("Ann", "Hello there")), preset=styled(**style), canvas=canvas)
    (frame,) = draw(captions, seconds=0.04)
    left, top, right, bottom = bounds(frame.max(axis=2) > 100)
    safe, em = canvas.safe_box, canvas.shorter_side * 0.08
    assert left >= safe.left - 1
    assert right <= safe.right + 1
    assert top >= safe.top - 1
    assert bottom <= safe.bottom + 1
    # As far to the side as the usual place allows, which is symmetric.
    half = min(canvas.width / 2 - safe.left, safe.right - canvas.width / 2)
    half = min(half, canvas.width * 0.45)
    centre = canvas.width / 2
    if "left" in position:
        assert left == pytest.approx(centre - half, abs=em / 3)
    elif "right" in position:
        assert right == pytest.approx(centre + half, abs=em / 3)
    else:
        assert (left + right) / 2 == pytest.approx(centre, abs=em / 4)
    if "top" in position:
        assert top == pytest.approx(safe.top, abs=em / 2)
    elif "bottom" in position:
        assert bottom == pytest.approx(safe.bottom, abs=em / 2)
    elif position == "middle":
        assert (top + bottom) / 2 == pytest.approx(safe.centre[1], abs=em / 3)
    else:
        usual = canvas.height * canvas.area.caption_centre
        assert (top + bottom) / 2 == pytest.approx(usual, abs=em / 2)


def test_both_lines_begin_at_the_left_and_end_at_the_right(draw):
    text = TextStyle(size=9)
    turns = (
        ("Ann", "wonderfully warm evening"),
        ("Bob", "wonderfully warm evening"),
    )
    style = {"speakers": SpeakersStyle((YELLOW, CYAN), ("left", "right")), "text": text}
    captions = caption(talk(*turns), preset=styled(**style), canvas=TALL)
    frames = draw(captions, seconds=3, rate="5")
    for placed, frame, colour, edge in (
        (captions.placed[0], frames[2], YELLOW, 0),
        (captions.placed[-1], frames[10], CYAN, 2),
    ):
        mask = like(frame, colour)
        last = placed.words[-1].box
        assert last.bottom > placed.words[0].box.bottom
        gap = round(last.top - 0.12 * last.height)
        upper, lower = bounds(mask[:gap]), bounds(mask[gap:])
        assert upper[edge] == pytest.approx(lower[edge], abs=4)
        assert abs(upper[2 - edge] - lower[2 - edge]) > 20


def test_a_word_at_the_edge_can_grow_and_stays_inside(draw):
    active = ActiveStyle(look="pop", colour=RED, scale=130, overshoot=140, spring=0.1)
    style = {"speakers": SpeakersStyle(named=(SpeakerStyle("Ann", position="left"),))}
    captions = caption(talk(("Ann", "Hello there")), preset=styled(active=active, **style))
    first, second = (word for cue in captions.placed for word in cue.words)
    assert first.largest > 1.04
    frames = draw(captions, seconds=0.5, rate="10")
    left, _, right, _ = bounds(like(frames[4], RED, 90))
    assert left >= captions.canvas.safe_box.left - 1
    assert right < second.box.left


# Names.

TAG = LabelStyle(show="tag")


def test_a_name_tag_is_above_the_words_in_the_speaker_s_colour(draw):
    style = {"speakers": SpeakersStyle((YELLOW, CYAN)), "label": TAG}
    captions = caption(talk(("Ann", "Hello there"), ("Bob", "Hi Ann")), preset=styled(**style))
    frames = draw(captions, seconds=1.6, rate="10")
    for frame, colour, cue in ((frames[4], YELLOW, 0), (frames[14], CYAN, 1)):
        placed = captions.placed[cue]
        tag, ground = placed.label.tag
        assert ground == colour
        assert bounds(like(frame, colour))[1] == pytest.approx(tag.top, abs=2)
        assert tag.bottom < placed.box.top
        # Filled with the colour up to the middle of its edges, with black letters inside.
        inside = frame[round(tag.top) + 3 : round(tag.bottom) - 3, round(tag.left) + 3 :]
        inside = inside[:, : round(tag.width) - 6]
        assert like(inside, colour).mean() > 0.45
        assert like(inside, BLACK, 40).sum() > 60
        safe = captions.canvas.safe_box
        assert safe.left <= tag.left < tag.right <= safe.right
        assert tag.top >= safe.top


@pytest.mark.parametrize("canvas", [WIDE, TALL, Canvas(1920, 1080), Canvas(1080, 1080)])
@pytest.mark.parametrize("position", ["usual", "left", "right", "top", "bottom-right"])
@pytest.mark.parametrize("name", ["Ann", "An exceedingly long name of somebody or other", "ليلى"])
def test_tags_stay_in_the_safe_area_and_off_the_words(name, position, canvas):
    named = (SpeakerStyle("x", name=name, position=position),)
    pill = {"active": ActiveStyle(look="pill", scale=110, overshoot=120), "pill": PillStyle()}
    for parts in (pill, {"box": BoxStyle(colour=RED)}, {"entrance": EntranceStyle(kind="pop")}):
        style = {"speakers": SpeakersStyle(named=named), "label": TAG, **parts}
        captions = caption(
            talk(("x", "Hello there everyone")), preset=styled(**style), canvas=canvas
        )
        placed = captions.placed[0]
        tag = placed.label.tag[0]
        safe = canvas.safe_box
        assert safe.left - 0.5 <= tag.left < tag.right <= safe.right + 0.5
        assert safe.top - 0.5 <= tag.top
        padding = style["box"].padding_y / 100 * placed.size if "box" in style else 0
        assert tag.bottom < placed.box.top - padding
        run_left = min(run.centre - run.width / 2 for run in placed.label.runs)
        run_right = max(run.centre + run.width / 2 for run in placed.label.runs)
        assert tag.left < run_left < run_right < tag.right


def test_a_name_moves_no_words_and_a_shrunk_cue_has_the_same_tag():
    turns = ("Ann", "Hello there my dear"), ("Ann", "extraordinarily incomprehensible")
    plain = {"speakers": SpeakersStyle((YELLOW,))}
    with_tag = caption(talk(*turns), preset=styled(label=TAG, **plain), canvas=TALL).placed
    without = caption(talk(*turns), preset=styled(**plain), canvas=TALL).placed
    for one, other in zip(with_tag, without, strict=True):
        assert [w.box for w in one.words] == [w.box for w in other.words]
    always = LabelStyle(show="tag", when="always")
    tags = [
        c.label.tag[0]
        for c in caption(talk(*turns), preset=styled(label=always, **plain), canvas=TALL).placed
    ]
    assert len({round(tag.height, 3) for tag in tags}) == 1


def labels(captions):
    return [placed.label is not None for placed in captions.placed]


def test_names_appear_when_the_speaker_changes_and_stay_long_enough_to_read():
    turns = ("Ann", "One two three four five six"), ("Bob", "Yes."), ("Ann", "One two.")
    preset = styled(label=LabelStyle(show="tag", hold=1.6))
    preset = Preset("x", style=preset.style, rules=Rules(max_words=2, linger=0))
    captions = caption(talk(*turns), preset=preset)
    assert [cue.start for cue in captions.cues] == [0, 1, 2, 3, 3.5]
    assert labels(captions) == [True, True, False, True, True]
    assert [p.label.steady for p in captions.placed if p.label] == [False, True, False, False]
    for label, expected in (
        (LabelStyle(show="tag", when="always"), [True] * 5),
        (LabelStyle(show="tag", hold=0), [True, False, False, True, True]),
        (LabelStyle(show="inline"), [True, False, False, True, True]),
        (LabelStyle(), [False] * 5),
    ):
        preset = Preset("x", style=styled(label=label).style, rules=Rules(max_words=2, linger=0))
        assert labels(caption(talk(*turns), preset=preset)) == expected


def test_a_speaker_without_a_name_has_no_label():
    for name in ("", "\u200b", "\x07"):
        for show in ("tag", "inline"):
            captions = caption(talk((name, "Hello")), preset=styled(label=LabelStyle(show=show)))
            assert labels(captions) == [False]


def test_an_inline_name_goes_before_the_words_and_is_never_lit(draw):
    style = {
        "speakers": SpeakersStyle((YELLOW,)),
        "label": LabelStyle(show="inline", case="upper"),
        "active": ActiveStyle(look="colour", colour=RED),
        "box": BoxStyle(colour=Colour(0, 0, 255), around="line"),
    }
    captions = caption(talk(("Ann", "Hello there")), preset=styled(**style), canvas=WIDE)
    (placed,) = captions.placed
    assert "".join(run.run.text for run in placed.label.runs) == "ANN:"
    assert [word.word.text for word in placed.words] == ["Hello", "there"]
    assert placed.label.box.right < placed.words[0].box.left
    assert placed.label.box.bottom == placed.words[0].box.bottom
    for number, frame in enumerate(draw(captions, seconds=0.9, rate="10")):
        name = frame[:, : round(placed.label.box.right)]
        assert like(name, YELLOW).sum() > 30
        assert not like(name, RED).any(), number
        # The box is behind both the name and the words.
        blue = bounds(like(frame, Colour(0, 0, 255)))
        assert blue[0] < placed.label.box.left
        assert blue[2] > placed.words[-1].box.right


def test_inline_names_of_right_to_left_captions_stand_at_the_right():
    style = {"label": LabelStyle(show="inline")}
    for name in ("ليلى", "Omar"):
        captions = caption(
            talk((name, "هل رأيت الفيلم"), language="ar"), preset=styled(**style), canvas=WIDE
        )
        (placed,) = captions.placed
        assert placed.label.box.left > max(word.box.right for word in placed.words)


def test_a_name_cannot_inject_tags_into_the_script(draw):
    name = "{\\pos(0,0)}\u202e\\N<b>Ann\u2066"
    for show in ("tag", "inline"):
        preset = styled(label=LabelStyle(show=show), speakers=SpeakersStyle((YELLOW,)))
        captions = caption(talk((name, "Hello there")), preset=preset, canvas=WIDE)
        (frame,) = draw(captions, seconds=0.04)
        left, top, right, bottom = bounds(frame.max(axis=2) > 60)
        safe = WIDE.safe_box
        assert safe.left - 1 <= left < right <= safe.right + 1
        assert safe.top - 1 <= top < bottom <= safe.bottom + 1
        (placed,) = captions.placed
        assert [word.word.text for word in placed.words] == ["Hello", "there"]
        assert placed.words[0].box.right < placed.words[1].box.left


def test_names_shown_instead_are_in_the_subtitle_files_too():
    named = (SpeakerStyle("SPEAKER_00", name="Dr Ann"),)
    preset = styled(speakers=SpeakersStyle(named=named), label=TAG)
    captions = caption(talk(("SPEAKER_00", "Hello there"), ("Bob", "Hi")), preset=preset)
    assert "<v Dr Ann>" in captions.to_vtt()
    assert "<v Bob>" in captions.to_vtt()
    assert "".join(run.run.text for run in captions.placed[0].label.runs) == "Dr Ann"


def test_a_label_s_own_font_is_among_the_fonts(draw):
    label = LabelStyle(show="tag", font="Anton", size=80, colour=RED)
    preset = styled(label=label, speakers=SpeakersStyle((YELLOW,)))
    captions = caption(talk(("Ann", "Hello there")), preset=preset, canvas=WIDE)
    (frame,) = draw(captions, seconds=0.04)
    assert "Anton-Regular" in captions.font_names
    tag = captions.placed[0].label.tag[0]
    assert like(frame[round(tag.top) : round(tag.bottom)], RED, 90).sum() > 40


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[speakers]\npositions = ['lefft']", "'left'"),
        ("[speakers]\npositions = 'left'", "list of texts"),
        ("[speakers]\nnamed = 3", "must be a table"),
        ("[speakers.named]\nAnn = 'left'", "must be a table"),
        ("[speakers.named.Ann]\nposition = 'upper'", "not a choice"),
        ("[speakers.named.Ann]\ncolour = 'red'", "#RRGGBB"),
        ("[speakers.named.Ann]\nspeaker = 'Bob'", "unknown key 'speaker'"),
        ("[speakers.named.Ann]\nnmae = 'Bob'", "'name'"),
        ("[speakers.named.'']\nname = 'Bob'", "not a text"),
        ("[label]\nshow = 'tags'", "'tag'"),
        ("[label]\nsize = 500", "20 to 120"),
        ("[label]\nwhen = 'never'", "not a choice"),
    ],
)
def test_mistakes_are_named(content, says, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(PresetError) as caught:
        load_preset(file)
    assert says in str(caught.value)
    assert "mine.toml" in str(caught.value)


def test_a_preset_file_can_set_every_speaker_option(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        'extends = "interview"\n[speakers.named.SPEAKER_00]\nname = "Ann"\ncolour = "#FF0000"\n'
        '[speakers.named."Bob Marley"]\nposition = "top-left"\n',
        "utf-8",
    )
    style = load_preset(file).style
    assert style.speakers.named == (
        SpeakerStyle("SPEAKER_00", name="Ann", colour=Colour(255, 0, 0)),
        SpeakerStyle("Bob Marley", position="top-left"),
    )
    assert style.speakers.positions == ("left", "right")
    assert style.label.show == "tag"
