"""Odd subtitles that players show, after public bug reports of players, editors and libraries."""

from __future__ import annotations

import warnings

import pytest

from vidsync.errors import FormatError, TimingError, VidsyncWarning
from vidsync.timings import load_blocks


def read(document, **options):
    """Return the start, the end and the lines of each block."""
    content = document if isinstance(document, bytes) else document.encode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        blocks = load_blocks(content, **options).blocks
    return [
        (
            round(block.start, 2),
            round(block.end, 2),
            " / ".join(" ".join(piece.text for piece in line) for line in block.lines),
        )
        for block in blocks
    ]


CASES = [
    (
        "dec",
        "1\n00:00:09,9 --> 00:00:11,65\nHi\n",
        [(9.9, 11.65, "Hi")],
        {},
    ),
    (
        "empty zero",
        (
            "1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:00,00 --> 00:00:00,00\n\n3\n"
            "00:00:00,00 --> 00:00:00,00\n"
        ),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "9999 ad",
        "1\n00:00:01,000 --> 00:00:02,000\nHi\n\n9999\n00:00:0,500 --> 00:00:2,00\nAd\n",
        [(0.5, 2, "Ad"), (1, 2, "Hi")],
        {},
    ),
    (
        "no ms",
        "1\n00:00:20 --> 00:00:24\nHi\n",
        [(20, 24, "Hi")],
        {},
    ),
    (
        "stray 2",
        (
            "1\n00:00:01,000 --> 00:00:02,000\ntext1\n\n2\n\n2\n"
            "00:11:49,412 --> 00:11:52,858\ntext2\n"
        ),
        [(1, 2, "text1"), (709.41, 712.86, "text2")],
        {},
    ),
    (
        "micro",
        "1\n00:00:01 --> 00:00:06,250000\nHi\n",
        [(1, 6.25, "Hi")],
        {},
    ),
    (
        "blank in text",
        ("1\n00:00:01,000 --> 00:00:02,000\na\n\n\nb\n\n2\n00:00:03,000 --> 00:00:04,000\nc\n"),
        [(1, 2, "a / b"), (3, 4, "c")],
        {},
    ),
    (
        "blank then number text",
        ("1\n00:00:01,000 --> 00:00:02,000\n\n500\n\n2\n00:00:03,000 --> 00:00:04,000\nc\n"),
        [(1, 2, "500"), (3, 4, "c")],
        {},
    ),
    (
        "lead ws",
        "\n\n  1\n00:00:01,000 --> 00:00:02,000\nHi\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "#idx",
        ("#1\n00:00:01,000 --> 00:00:02,000\nHi\n\n#2\n00:00:03,000 --> 00:00:04,000\nc\n"),
        [(1, 2, "Hi"), (3, 4, "c")],
        {},
    ),
    (
        "[idx]",
        ("[1]\n00:00:01,000 --> 00:00:02,000\nHi\n\n[2]\n00:00:03,000 --> 00:00:04,000\nc\n"),
        [(1, 2, "Hi"), (3, 4, "c")],
        {},
    ),
    (
        "fw idx",
        "１\n00:00:01,000 --> 00:00:02,000\nHi\n\n２\n00:00:03,000 --> 00:00:04,000\nc\n",
        [(1, 2, "Hi"), (3, 4, "c")],
        {},
    ),
    (
        "brackets time",
        ("1\n[00:00:01,000 --> 00:00:02,000]\nHi\n\n2\n[00:00:03,000 --> 00:00:04,000]\nc\n"),
        [(1, 2, "Hi"), (3, 4, "c")],
        {},
    ),
    (
        "bold time",
        (
            "**1**\n**00:00:01,000 --> 00:00:02,000**\nHi\n\n**2**\n"
            "**00:00:03,000 --> 00:00:04,000**\nc\n"
        ),
        [(1, 2, "Hi"), (3, 4, "c")],
        {},
    ),
    (
        "upper tags",
        "1\n00:00:01,000 --> 00:00:02,000\n<I>Hi</I> <FONT COLOR=RED>you</FONT>\n",
        [(1, 2, "Hi you")],
        {},
    ),
    (
        "bad closers",
        "1\n00:00:01,000 --> 00:00:02,000\n<i>Hi</ i> <i/>you<\\i> {i}me{/i}\n",
        [(1, 2, "Hi you me")],
        {},
    ),
    (
        "bb",
        "1\n00:00:01,000 --> 00:00:02,000\n[i]Hi[/i] [b]you[/b]\n",
        [(1, 2, "Hi you")],
        {},
    ),
    (
        "ssa brace",
        "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}{\\pos(1,2)}Hi{\\r}\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "unclosed",
        "1\n00:00:01,000 --> 00:00:02,000\n<i>Hi\nyou\n",
        [(1, 2, "Hi / you")],
        {},
    ),
    (
        "lt math",
        "1\n00:00:01,000 --> 00:00:02,000\n1 < 2 > 0 and a<b\n",
        [(1, 2, "1 < 2 > 0 and a<b")],
        {},
    ),
    (
        "nul tail",
        b"1\n00:00:01,000 --> 00:00:02,000\nHi\n\x00\x00\x00",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "ctrl z",
        b"1\n00:00:01,000 --> 00:00:02,000\nHi\n\x1a",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "html ent",
        ("1\n00:00:01,000 --> 00:00:02,000\nTom &amp; Ann &lt;3 &quot;x&quot; &#39;y&#39;\n"),
        [(1, 2, "Tom & Ann <3 \"x\" 'y'")],
        {},
    ),
    (
        "tabs",
        "1\t\n00:00:01,000\t-->\t00:00:02,000\t\n\tHi\tyou\n",
        [(1, 2, "Hi you")],
        {},
    ),
    (
        "nbsp line",
        ("1\n00:00:01,000 --> 00:00:02,000\nHi\n\xa0\n2\n00:00:03,000 --> 00:00:04,000\nc\n"),
        [(1, 2, "Hi"), (3, 4, "c")],
        {},
    ),
    (
        "zwsp line",
        ("1\n00:00:01,000 --> 00:00:02,000\nHi\n\u200b\n2\n00:00:03,000 --> 00:00:04,000\nc\n"),
        [(1, 2, "Hi"), (3, 4, "c")],
        {},
    ),
    (
        "idx same line as text end",
        "1\n00:00:01,000 --> 00:00:02,000\nHi\n2\n00:00:03,000 --> 00:00:04,000\nc\n",
        [(1, 2, "Hi"), (3, 4, "c")],
        {},
    ),
    (
        "pipe",
        "1\n00:00:01,000 --> 00:00:02,000\nHi|you\n",
        [(1, 2, "Hi|you")],
        {},
    ),
    (
        "br",
        "1\n00:00:01,000 --> 00:00:02,000\nHi<br>you<br />all\n",
        [(1, 2, "Hi / you / all")],
        {},
    ),
    (
        "arabic digits",
        "1\n٠٠:٠٠:٠١,٠٠٠ --> ٠٠:٠٠:٠٢,٠٠٠\nHi\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "minus sec",
        "1\n00:00:-1,000 --> 00:00:02,000\nHi\n",
        [(0, 2, "Hi")],
        {},
    ),
    (
        "order",
        "2\n00:00:03,000 --> 00:00:04,000\nb\n\n1\n00:00:01,000 --> 00:00:02,000\na\n",
        [(1, 2, "a"), (3, 4, "b")],
        {},
    ),
    (
        "rtf?",
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n\r\n\r\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "timestamps 2 hr digits",
        "1\n0:00:01,000 --> 1:00:02,000\nHi\n",
        [(1, 3602, "Hi")],
        {},
    ),
    (
        "long short",
        "WEBVTT\n\n00:00:05.000 --> 00:10.000\nHi\n",
        [(5, 10, "Hi")],
        {},
    ),
    (
        "id empty",
        (
            "WEBVTT\n\n1\n00:00:19.866 --> 00:00:29.800\ns1\n\n2\n"
            "00:00:29.933 --> 00:00:37.500\n\n3\n00:00:37.600 --> 00:00:43.601\ns2\n"
        ),
        [(19.87, 29.8, "s1"), (37.6, 43.6, "s2")],
        {},
    ),
    (
        "hls",
        (
            "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n"
            "00:00:01.000 --> 00:00:02.000\nHi\n"
        ),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "settings",
        (
            "WEBVTT\n\n"
            "00:01.000 --> 00:02.000 position:10%,line-left align:left size:35% lin"
            "e:-1 vertical:rl\nHi\n"
        ),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "ent",
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\n"
            "Tom &amp; Ann&lrm; &nbsp;x <lang en>y</lang> <c.yellow.bg_blue>z</c>\n"
        ),
        [(1, 2, "Tom & Ann\u200e x y z")],
        {},
    ),
    (
        "unclosed tag",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHi <b>you\n",
        [(1, 2, "Hi you")],
        {},
    ),
    (
        "cut tag",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHi <b\n\n00:03.000 --> 00:04.000\nx\n",
        [(1, 2, "Hi"), (3, 4, "x")],
        {},
    ),
    (
        "v class",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud.first Ann Lee>Hi\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "note mid",
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n\nNOTE\nmulti\nline\n\n"
            "00:03.000 --> 00:04.000\nx\n"
        ),
        [(1, 2, "Hi"), (3, 4, "x")],
        {},
    ),
    (
        "css arrow",
        "WEBVTT\n\nSTYLE\n::cue(b) {\n color: red;\n}\n\n00:01.000 --> 00:02.000\nHi\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "vtt comma",
        "WEBVTT\n\n00:01,000 --> 00:02,000\nHi\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "vtt hours",
        "WEBVTT\n\n100:00:01.000 --> 100:00:02.000\nHi\n",
        [(360001, 360002, "Hi")],
        {},
    ),
    (
        "dup id",
        "WEBVTT\n\na\n00:01.000 --> 00:02.000\nHi\n\na\n00:03.000 --> 00:04.000\nx\n",
        [(1, 2, "Hi"), (3, 4, "x")],
        {},
    ),
    (
        "text arrow",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nA --> B\n",
        [(1, 2, "A --> B")],
        {},
    ),
    (
        "no blank header",
        "WEBVTT\n00:01.000 --> 00:02.000\nHi\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "zoom",
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAnn Lee: Hi there\n\n",
        [(1, 2, "Ann Lee: Hi there")],
        {},
    ),
    (
        "teams",
        "WEBVTT\n\n0f1e2d3c-1/12-0\n00:00:01.000 --> 00:00:02.000\n<v Ann Lee>Hi</v>\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "smi nohead",
        "<SYNC Start=1000><P Class=KRCC>Hi\n<SYNC Start=2000><P Class=KRCC>&nbsp;\n",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "smi font",
        (
            '<SAMI><BODY><SYNC START=1000><FONT COLOR="FFFF00">-Hi. </FONT>\n'
            "<SYNC START=2000>\n</BODY></SAMI>"
        ),
        [(1, 2, "-Hi.")],
        {},
    ),
    (
        "smi nbsp",
        "<SAMI><BODY><SYNC Start=1000><P>Hi<SYNC Start=2000><P>&nbsp</BODY></SAMI>",
        [(1, 2, "Hi")],
        {},
    ),
    (
        "smi two langs",
        (
            "<SAMI><BODY><SYNC Start=1000><P>Ko<SYNC Start=2000><P>&nbsp;<SYNC Star"
            "t=1000><P>En<SYNC Start=2000><P>&nbsp;</BODY></SAMI>"
        ),
        [(1, 2, "Ko")],
        {},
    ),
    (
        "smi quotes",
        (
            '<SAMI><BODY><SYNC Start="1694"><P Class="KOKRCC">x</P></SYNC><SYNC Sta'
            'rt="2000"><P Class="KOKRCC">&nbsp;</P></SYNC></BODY></SAMI>'
        ),
        [(1.69, 2, "x")],
        {},
    ),
    (
        "smi comment",
        ("<SAMI><BODY><SYNC Start=1000><P><!-- c -->Hi<SYNC Start=2000><P>&nbsp;</BODY></SAMI>"),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "ass pos brace",
        (
            "[Script Info]\n\n[Events]\n"
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Eff"
            "ect, Text\n"
            "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\p1\\pos{1,1}}m 0 0 "
            "l -3 -7\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n"
        ),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "ass space lines",
        (
            "[Script Info]\n\n [V4+ Styles]\n\n [Events]\n"
            " Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Ef"
            "fect, Text\n Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n"
        ),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "ass commented head",
        (
            "; [Script Info]\n;x\n[V4+ Styles]\n[Events]\n"
            "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n"
        ),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "ass zero first",
        (
            "[Script Info]\n\n[Events]\n"
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Eff"
            "ect, Text\nDialogue: 0,0:00:01.00,0:00:01.00,Default,,0,0,0,,.\n"
            "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n"
        ),
        [(1, 1.83, "."), (1, 2, "Hi")],
        {},
    ),
    (
        "ass trailing comma fields",
        (
            "[Script Info]\n\n[Events]\n"
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Eff"
            "ect, Text\n"
            "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0000,0000,0000,,Hi, you, all\n"
        ),
        [(1, 2, "Hi, you, all")],
        {},
    ),
    (
        "ass picture",
        (
            "[Script Info]\n\n[Events]\n"
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Eff"
            "ect, Text\nPicture: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,x.bmp\n"
            "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n"
        ),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "ass fonts",
        (
            "[Script Info]\n\n[Events]\n"
            "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Eff"
            "ect, Text\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n[Fonts]\n"
            "fontname: x.ttf\nDialogue: not this\n"
        ),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "scc nohead",
        "00:00:01:00\t9429 9429 9470 9470 c8e9\n\n00:00:02:00\t942c 942c\n",
        [(1.13, 2.0, "Hi")],
        {},
    ),
    (
        "scc upper",
        ("Scenarist_SCC V1.0\n\n00:00:01:00\t9429 9429 9470 9470 C8E9\n\n00:00:02:00\t942C 942C\n"),
        [(1.13, 2.0, "Hi")],
        {},
    ),
    (
        "scc edm ru3",
        (
            "Scenarist_SCC V1.0\n\n"
            "00:00:01:00\t94ae 94ae 9420 9420 9470 9470 c8e9 942c 942c 942f 942f\n\n"
            "00:00:02:00\t9426 9426 942c 942c 94ad 94ad 9470 9470 c8ef\n\n"
            "00:00:03:00\t942c 942c\n"
        ),
        [(1.3, 2.0, "Hi"), (2.27, 3.0, "Ho")],
        {},
    ),
    (
        "scc nopac",
        "Scenarist_SCC V1.0\n\n00:00:01:00\t9429 9429 c8e9\n\n00:00:02:00\t942c 942c\n",
        [(1.07, 2.0, "Hi")],
        {},
    ),
    (
        "scc rdc bs",
        (
            "Scenarist_SCC V1.0\n\n00:00:01:00\t9429 9429 94a1 94a1 97a2 97a2 c8e9\n\n"
            "00:00:02:00\t942c 942c\n"
        ),
        [(1.2, 2.0, "Hi")],
        {},
    ),
    (
        "tt int",
        (
            '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="5" end="6">'
            "Hi</p></div></body></tt>"
        ),
        [(5, 6, "Hi")],
        {},
    ),
    (
        "tt prefix",
        (
            '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml"><tt:body><tt:div><tt:p beg'
            'in="1s" end="2s">Hi<tt:br/>you</tt:p></tt:div></tt:body></tt:tt>'
        ),
        [(1, 2, "Hi / you")],
        {},
    ),
    (
        "tt nodiv",
        ('<tt xmlns="http://www.w3.org/ns/ttml"><body><p begin="1s" end="2s">Hi</p></body></tt>'),
        [(1, 2, "Hi")],
        {},
    ),
    (
        "tt neg",
        (
            '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="-1s" end="2'
            's">Hi</p></div></body></tt>'
        ),
        [(0, 2, "Hi")],
        {},
    ),
    (
        "tt cdata",
        (
            '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s'
            '"><![CDATA[Hi & you]]></p></div></body></tt>'
        ),
        [(1, 2, "Hi & you")],
        {},
    ),
    (
        "md neg1",
        "{25}{-1}Hi\n{50}{75}x\n",
        [(1, 1.83, "Hi"), (2, 3, "x")],
        {"fps": 25},
    ),
    (
        "md space",
        "{ 24 } { 48 }Hi\n",
        [(1.0, 2.0, "Hi")],
        {"fps": 24},
    ),
]


@pytest.mark.parametrize(
    ("document", "expected", "options"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_odd_subtitles_are_read(document, expected, options):
    assert read(document, **options) == expected


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (
            (
                "1\n00:00:13,980 --> 00:00:19werwer,580\nentry1\n\n2\n"
                "00:00:20,980 --> 00:00:21,680\nentry2\n"
            ),
            "00:00:19werwer",
        ),
        (
            "1\n00:00:01,000 -->\nHi\n\n2\n00:00:03,000 --> 00:00:04,000\nc\n",
            "00:00:01,000 -->",
        ),
        (
            (
                '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="x" end="2s"'
                ">Hi</p></div></body></tt>"
            ),
            "is not a TTML time",
        ),
    ],
)
def test_lines_that_are_not_understood_are_named(document, what):
    with pytest.raises((FormatError, TimingError), match=what):
        read(document)
