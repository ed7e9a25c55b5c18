"""Layout: the positions of words, and that libass draws them there."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import uharfbuzz as hb

from vidsync.captions import Canvas, SafeArea, Style, caption, load_preset
from vidsync.captions.layout.fonts import _system_fonts, missing_glyphs
from vidsync.captions.style.style import ActiveStyle, TextStyle
from vidsync.errors import CaptionError, FontError

SQUARE = Canvas(1080, 1080, matrix="None")
PLAIN = replace(load_preset("pop"), style=Style(active=ActiveStyle(look="none")))


def plain(font, **text):
    return replace(PLAIN, style=replace(PLAIN.style, text=TextStyle(font=font, **text)))


def ink_columns(frame, top, bottom):
    """The first and last column with any ink between two rows."""
    columns = np.flatnonzero(frame[top:bottom].max(axis=(0, 2)) > 127)
    return columns[0], columns[-1]


def predicted_ink(placed_word):
    """The left and right edge of a word's ink, from HarfBuzz's own extents."""
    left, right = [], []
    for run in placed_word.runs:
        buffer = hb.Buffer()
        buffer.add_str(run.run.text)
        buffer.direction = "rtl" if run.run.level % 2 else "ltr"
        buffer.guess_segment_properties()
        font = run.run.font
        hb.shape(font.shaper, buffer)
        unit = run.size / font.units_per_em
        x = run.centre - run.width / 2
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            extents = font.shaper.get_glyph_extents(info.codepoint)
            if extents.width:
                start = x + (position.x_offset + extents.x_bearing) * unit
                left.append(start)
                right.append(start + extents.width * unit)
            x += position.x_advance * unit
    return min(left), max(right)


@pytest.mark.parametrize(
    ("font", "word"),
    [
        ("Montserrat ExtraBold", "AVATAVTo"),
        ("Anton", "Wafers"),
        ("Poppins Bold", "Typography"),
        ("Inter SemiBold", "Ελληνικά"),
        ("Inter SemiBold", "съешь"),
        ("Montserrat ExtraBold", "في"),
        ("Montserrat ExtraBold", "عالم"),
        ("Montserrat ExtraBold", "السَّلامُ!"),
        ("Poppins Bold", "שלום!"),
        ("Montserrat ExtraBold", "क्षत्रिय"),
        ("Inter SemiBold", "ภาษาไทยนี้"),
        ("Bangers Regular", "AVATAVTo"),
        ("DM Serif Display Regular", "Waffle"),
        ("Caveat Bold", "Hello"),
        ("Inter SemiBold", "(٥٠%)"),
        ("Inter SemiBold", "\\N{\\an8}"),
    ],
)
def test_ink_is_where_layout_says(font, word, draw, timed):
    check_ink(font, word, draw, timed)


def check_ink(font, word, draw, timed, language="en"):
    captions = caption(
        timed((word, 0, 2), language=language), preset=plain(font, size=8.0), canvas=SQUARE
    )
    (frame,) = draw(captions, seconds=0.04)
    left, right = ink_columns(frame, 0, 1080)
    expected_left, expected_right = predicted_ink(captions.placed[0].words[0])
    assert left == pytest.approx(expected_left, abs=1.0)
    assert right + 1 == pytest.approx(expected_right, abs=1.0)


@pytest.fixture
def noto_cjk(installed, monkeypatch):
    """The package of the `cjk` extra, as if it were installed beside vidsync."""
    monkeypatch.syspath_prepend(installed("pip", "noto-cjk-sans-jp-bold==0.0.1"))
    _system_fonts.cache_clear()
    yield
    _system_fonts.cache_clear()


@pytest.mark.external
@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("東京タワー", "ja"),
        ("「ラーメン」", "ja"),
        ("长城，", "zh"),
        ("냉면을", "ko"),
        ("먹었습니다.", "ko"),
    ],
)
def test_ink_of_chinese_japanese_and_korean_is_where_layout_says(
    word, language, noto_cjk, draw, timed
):
    check_ink("Montserrat ExtraBold", word, draw, timed, language)


@pytest.mark.external
def test_lines_of_japanese_keep_to_kinsoku_and_words_are_lit_in_turn(noto_cjk, draw, timed):
    tokens = ["今日", "は、", "「東京」", "で", "ラーメン", "を", "食べ", "ました。", "とても"]
    tokens += [
        "おいしかった",
        "です！",
        "また",
        "「来週」",
        "も、",
        "みんな",
        "で",
        "行き",
        "ましょう。",
    ]
    times = [(word, n * 0.4, n * 0.4 + 0.4) for n, word in enumerate(tokens)]
    canvas = Canvas(540, 960, frame_rate=5, matrix="None")
    captions = caption(timed(*times, language="ja"), preset="pop", canvas=canvas)
    assert captions.font_names == {"NotoSansCJKjp-Bold", "Montserrat-ExtraBold"}
    rows = []
    for placed in captions.placed:
        for bottom in sorted({word.box.bottom for word in placed.words}):
            rows.append("".join(w.word.text for w in placed.words if w.box.bottom == bottom))
    assert len(rows) > 6
    assert not [row for row in rows if row[0] in "、。」！ー" or row[-1] == "「"]
    frames = draw(captions, seconds=len(tokens) * 0.4, rate="5")
    yellow = captions.preset.style.active.colour
    wanted = np.array([yellow.red, yellow.green, yellow.blue])
    for placed in captions.placed:
        for word in placed.words:
            frame = frames[round((word.word.start + word.word.end) / 2 * 5)].astype(int)
            lit = np.abs(frame - wanted).max(axis=-1) < 40
            columns = np.flatnonzero(lit.any(axis=0))
            assert columns[0] >= word.box.left - 0.15 * word.box.width - 3
            assert columns[-1] <= word.box.right + 0.15 * word.box.width + 3
            assert lit.sum() > 0.1 * word.box.width * word.box.height


def test_an_error_for_a_missing_chinese_character_names_the_extra_to_install():
    assert "pip install 'vidsync[cjk]'" in str(missing_glyphs("今").hint)
    assert "Noto Sans CJK" in str(missing_glyphs("今").hint)
    assert "cjk" not in str(missing_glyphs("த").hint)


def test_every_word_of_a_cue_shares_its_line_s_baseline(draw, timed):
    # Anton has neither Cyrillic nor Hebrew, so one line uses three fonts.
    captions = caption(
        timed(("HE", 0, 1), ("ПЕ", 1, 2), ("הה", 2, 3)),
        preset=plain("Anton", size=12.0),
        canvas=Canvas(1080, 1080, matrix="None"),
    )
    assert len(captions.font_files) == 3
    (frame,) = draw(captions, seconds=0.04)
    (placed,) = captions.placed
    for word in placed.words:
        columns = frame[:, round(word.box.left) : round(word.box.right)]
        rows = np.flatnonzero(columns.max(axis=(1, 2)) > 127)
        assert rows[-1] + 1 == pytest.approx(word.box.bottom, abs=1.5)
        # Hebrew letters are a little lower than capitals.
        assert rows[0] == pytest.approx(word.box.top, abs=word.box.height * 0.12)


@pytest.mark.parametrize("size", [(540, 960), (1080, 1920), (2160, 3840)])
def test_any_resolution_gives_the_same_look(size, spoken):
    transcript = spoken("The same words in the same places, whatever the size.")
    reference = caption(transcript, canvas=Canvas(1080, 1920)).placed
    scale = size[0] / 1080
    placed = caption(transcript, canvas=Canvas(*size)).placed
    assert [cue.cue.text for cue in placed] == [cue.cue.text for cue in reference]
    for cue, other in zip(placed, reference, strict=True):
        assert cue.box.left == pytest.approx(other.box.left * scale)
        assert cue.box.bottom == pytest.approx(other.box.bottom * scale)


def test_captions_are_placed_where_the_platform_expects_them(spoken):
    transcript = spoken("A few words here.")
    for canvas in (Canvas(1080, 1920), Canvas(1920, 1080), Canvas(1080, 1080)):
        (placed, *_) = caption(transcript, canvas=canvas).placed
        assert placed.box.centre[1] == pytest.approx(
            canvas.height * canvas.area.caption_centre, abs=1
        )
        assert placed.box.centre[0] == pytest.approx(canvas.width / 2, abs=1)


def test_a_wide_cue_shrinks_and_a_narrow_one_does_not(timed):
    wide = caption(timed(("UNDERSTANDS", 0, 1))).placed[0]
    narrow = caption(timed(("fine", 0, 1))).placed[0]
    assert narrow.scale == 1
    assert 0.6 < wide.scale < 1
    assert wide.box.width < 780


def pieces_of(captions):
    """The shown pieces of the words, and the line of each."""
    return [
        ("".join(run.run.text for run in word.runs), round(word.box.bottom))
        for placed in captions.placed
        for word in placed.words
    ]


def test_a_word_too_long_for_a_line_is_hyphenated_as_its_language_does_it(timed):
    captions = caption(
        timed(("Donaudampfschifffahrtsgesellschaft!", 0, 2), language="de"),
        preset=plain("Montserrat ExtraBold", size=9),
    )
    parts = pieces_of(captions)
    assert [text for text, _ in parts] == ["Donaudampf-", "schifffahrts-", "gesellschaft!"]
    assert len({line for _, line in parts}) == 3
    assert captions.placed[0].scale > 0.8
    assert len({id(word.word) for word in captions.placed[0].words}) == 1


def test_a_word_without_patterns_is_cut_where_it_has_to_be(timed):
    text = "ab" * 30
    captions = caption(timed((text, 0, 2)), preset=plain("Montserrat ExtraBold", size=9))
    parts = [text for text, _ in pieces_of(captions)]
    assert len(parts) > 2
    assert all(part.endswith("-") for part in parts[:-1])
    assert "".join(part.rstrip("-") for part in parts) == text


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/internationalization/responsibilities",
        "@internationalization_responsibilities_2026",
        "1234567890123456789012345678901234567890123456",
        "السلامعليكمورحمةاللهوبركاتهالسلامعليكمورحمةاللهوبركاته",
    ],
)
def test_no_hyphen_gets_into_addresses_handles_numbers_and_arabic(text, timed):
    captions = caption(timed((text, 0, 2)), preset=plain("Montserrat ExtraBold", size=9))
    parts = [part for part, _ in pieces_of(captions)]
    assert len(parts) > 1
    assert "".join(parts) == text


def test_all_parts_of_a_hyphenated_word_are_lit_together(draw, timed):
    captions = caption(
        timed(("die", 0, 0.4), ("Geschwindigkeitsbegrenzungen", 0.4, 1.2), language="de"),
        canvas=Canvas(540, 960, frame_rate=25, matrix="None"),
    )
    (placed,) = captions.placed
    short, *parts = placed.words
    assert len(parts) > 1
    colour = captions.preset.style.active.colour
    wanted = np.array([colour.red, colour.green, colour.blue])
    frames = draw(captions, seconds=1.2, rate="25")

    def lit(frame, word):
        box = frame[
            round(word.box.top) : round(word.box.bottom),
            round(word.box.left) : round(word.box.right),
        ]
        return (np.abs(box.astype(int) - wanted).max(axis=-1) < 40).mean()

    assert lit(frames[6], short) > 0.2
    assert [lit(frames[6], part) for part in parts] == [0.0] * len(parts)
    assert lit(frames[20], short) == 0
    assert min(lit(frames[20], part) for part in parts) > 0.2


def test_the_captions_of_a_clip_share_one_size_if_little_is_lost(spoken):
    text = (
        "Nobody expects this. We waited for somebody. Honestly understandable words stand here. "
        "But then everything changed. It took three months. In the end it worked, thankfully."
    )
    sizes = [placed.size for placed in caption(spoken(text)).placed]
    assert len(sizes) > 7
    assert len(set(sizes)) == 1
    assert 0.82 * 97.2 <= sizes[0] <= 97.2


def test_a_cue_that_does_not_fit_the_common_size_makes_its_neighbours_smaller(spoken):
    text = (
        "It went on. " * 20 + "@understandings said. " + "And so on. " * 20 + "@disagreements too."
    )
    sizes = [placed.size for placed in caption(spoken(text)).placed]
    common = max(sizes)
    assert sizes.count(common) >= len(sizes) // 2
    smallest = sizes.index(min(sizes))
    assert sizes[smallest] < 0.85 * common
    assert sizes[smallest] < sizes[smallest - 1] < sizes[smallest - 2]


BREAKING = (
    "Okay stop scrolling. This is the one trick I wish I knew about Friday. Oh. Wait, what? I "
    "saved $340, no seriously. Prices are up because nobody's flying for work. The temperature "
    "had fallen to minus thirty degrees, an extraordinary, counterintuitive phenomenon of "
    "electromagnetism. See @some.really_long.handle or www.bean-counter.com/latte for more."
)


@pytest.mark.parametrize("shape", [(1080, 1920), (1080, 1080), (1920, 1080)])
@pytest.mark.parametrize("preset", ["pop", "slam", "headline", "broadcast", "punch"])
def test_neighbours_are_alike_in_size_and_lines_keep_to_the_characters(preset, shape, spoken):
    captions = caption(spoken(BREAKING), preset=preset, canvas=Canvas(*shape))
    most = captions.preset.rules.line_characters
    for placed, following in pairwise(captions.placed):
        assert 1 / 1.1 <= placed.size / following.size <= 1.1
    for placed in captions.placed:
        rows = {}
        for word in placed.words:
            rows.setdefault(round(word.box.bottom), []).append(word)
        for row in rows.values():
            text = " ".join("".join(run.run.text for run in word.runs) for word in row)
            assert len(text) <= most or len(row) == 1 or "." in text


@pytest.mark.parametrize("preset", ["pop", "slam", "hype", "punch", "kinetic", "minimal"])
def test_no_social_cue_holds_the_end_of_one_sentence_and_the_start_of_the_next(preset, spoken):
    transcript = spoken(BREAKING)
    ends = {word.start for word in transcript.words if word.text[-1] in ".!?"}
    for cue in caption(transcript, preset=preset).cues:
        assert not ends & {word.start for word in cue.words[:-1]}


def test_an_address_keeps_its_case_and_breaks_at_its_joints(spoken):
    captions = caption(spoken("See @some.really_long.handle or www.bean-counter.com/latte here."))
    parts = [
        "".join(run.run.text for run in word.runs)
        for placed in captions.placed
        for word in placed.words
    ]
    shown = "|".join(parts)
    assert "@some.really_long.handle" in shown.replace("|", "")
    assert "www.bean-counter.com/latte" in shown.replace("|", "")
    inside = shown[shown.index("@") : shown.index("handle")]
    assert "|" in inside
    assert all(inside[at - 1] in "._/-" for at, c in enumerate(inside) if c == "|")


def test_a_word_too_short_for_a_cue_of_its_own_shares_the_next_ones(timed):
    captions = caption(
        timed(("when", 0, 0.3), ("I", 0.3, 0.4), ("wish", 0.4, 0.8), ("a", 0.8, 0.9)),
        preset="punch",
    )
    assert [cue.text for cue in captions.cues][:2] == ["WHEN", "I WISH"]


def test_ten_thousand_characters_are_refused_by_name(timed):
    captions = caption(timed(("x" * 10_000, 0, 2)))
    with pytest.raises(CaptionError, match="10000 characters"):
        captions.to_ass()
    assert "x" * 10_000 in captions.to_srt()


def test_words_that_grow_keep_clear_of_each_other(spoken):
    for placed in caption(spoken("They never touch, however large they get.")).placed:
        for word in placed.words:
            grown = (word.largest - 1) * word.box.width / 2
            for other in placed.words:
                if other is not word and other.box.top == word.box.top:
                    gap = max(other.box.left - word.box.right, word.box.left - other.box.right)
                    assert grown <= 0.4 * gap


def test_text_too_large_for_the_canvas_is_an_error(timed):
    with pytest.raises(CaptionError, match="no room"):
        caption(
            timed(("a", 0, 1)),
            preset=plain("Anton", size=40),
            canvas=Canvas(200, 2000, safe_area=SafeArea(left=0.4, right=0.4)),
        ).to_ass()


def test_an_error_for_a_character_that_no_font_has_suggests_a_font(timed):
    with pytest.raises(FontError, match=r"\U00012000 \(U\+12000\)"):
        caption(timed(("\U00012000", 0, 1))).to_ass()
    with pytest.raises(FontError, match="Noto Sans Tamil"):
        caption(timed(("தமிழ்", 0, 1))).to_ass()


def test_an_unknown_font_error_suggests_similar_names(timed):
    with pytest.raises(FontError, match="Montserrat ExtraBold"):
        caption(timed(("a", 0, 1)), preset=plain("Montserat ExtraBold")).to_ass()


@pytest.mark.parametrize("preset", ["pop", "pill", "sweep", "clean"])
def test_a_tall_cue_is_kept_off_the_edges_of_the_safe_area(preset, draw, timed):
    area = SafeArea(top=0.3, bottom=0.42, left=0.1, right=0.1, caption_centre=0.57)
    canvas = Canvas(360, 640, frame_rate=25, safe_area=area, matrix="None")
    captions = caption(timed(("Ågjq" * 14, 0, 1)), preset=preset, canvas=canvas)
    drawn = np.flatnonzero(draw(captions, seconds=0.5, rate="25").max(axis=(0, 2, 3)))
    assert drawn[0] >= canvas.safe_box.top
    assert drawn[-1] < canvas.safe_box.bottom


@pytest.mark.parametrize(
    ("place", "x", "y"),
    [
        ({"place.position": "middle"}, 0.5, 0.5),
        ({"place.x": 0.3, "place.y": 0.25, "text.max_width": 40}, 0.3, 0.25),
        ({"place.position": "lower-third"}, 0.5, 0.8),
    ],
)
def test_captions_stand_where_the_style_says(place, x, y, draw, timed):
    canvas = Canvas(640, 360, frame_rate=25, safe_area="widescreen", matrix="None")
    captions = caption(timed(("HUT", 0, 1)), preset=PLAIN, settings=place, canvas=canvas)
    ink = draw(captions, seconds=0.4, rate="25")[5].max(axis=2) > 127
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(x * 640, abs=2)
    assert (rows[0] + rows[-1]) / 2 == pytest.approx(y * 360, abs=2)


@pytest.mark.parametrize(("position", "edge"), [("top", 0), ("bottom", -1)])
def test_captions_at_an_edge_stay_inside_the_safe_area(position, edge, draw, timed):
    canvas = Canvas(640, 360, frame_rate=25, safe_area="widescreen", matrix="None")
    captions = caption(
        timed(("HUT", 0, 1)), preset=PLAIN, settings={"place.position": position}, canvas=canvas
    )
    rows = np.flatnonzero(draw(captions, seconds=0.4, rate="25")[5].max(axis=(1, 2)) > 127)
    limit = canvas.safe_box.top if position == "top" else canvas.safe_box.bottom
    assert abs(rows[edge] - limit) < 0.06 * 360
    assert canvas.safe_box.top <= rows[0] <= rows[-1] <= canvas.safe_box.bottom


@pytest.mark.parametrize(("align", "edge"), [("left", 0), ("right", 1)])
def test_lines_are_flush_with_the_side_that_the_style_says(align, edge, timed):
    words = timed(("several", 0, 0.3), ("big", 0.3, 0.6), ("words", 0.6, 0.9))
    captions = caption(words, preset=PLAIN, settings={"place.align": align, "text.size": 14})
    (placed,) = captions.placed
    lines = {}
    for word in placed.words:
        lines.setdefault(word.box.bottom, []).append(word.box)
    assert len(lines) == 2
    sides = [
        (min(box.left for box in boxes), max(box.right for box in boxes))
        for boxes in lines.values()
    ]
    assert sides[0][edge] == pytest.approx(sides[1][edge], abs=1)
    assert abs(sides[0][1 - edge] - sides[1][1 - edge]) > 20


def test_two_lanes_stand_where_the_first_style_says(timed):
    first, second = timed(("one", 0, 1)), timed(("uno", 0, 1))
    usual = caption(first, second=second, canvas=Canvas(1080, 1920))
    top = caption(
        first, second=second, canvas=Canvas(1080, 1920), settings={"place.position": "top"}
    )
    for captions in (usual, top):
        assert captions.placed[0].box.bottom < captions.second.placed[0].box.top
    assert top.placed[0].box.top < usual.placed[0].box.top - 200
