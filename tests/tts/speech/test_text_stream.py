"""Pieces of text as sentences."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.tts import Control
from vidsync.tts.speech.text_stream import find_sentence_ends, iter_sentences


async def everything(items):
    return [item async for item in items]


def test_a_reset_drops_text_that_is_not_spoken_yet():
    pieces = ["One. Two", Control.RESET, "Three", Control.FLUSH, "Four"]
    assert asyncio.run(everything(iter_sentences(pieces))) == ["One. ", "Three", "Four"]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Hello", " ", ". ", "Dr. ", "3.5", "!", "\n\n", "你好。", "… ", "a"]),
        max_size=30,
    ),
    st.randoms(),
)
def test_sentences_do_not_depend_on_where_the_pieces_are_cut(parts, chance):
    text = "".join(parts)
    cuts = sorted(chance.randrange(len(text) + 1) for _ in range(5)) if text else []
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    found = asyncio.run(everything(iter_sentences(pieces)))
    assert text.startswith("".join(found))
    assert not any(c.isalnum() for c in text[len("".join(found)) :])
    for sentence in found[:-1]:
        assert any(c.isalnum() for c in sentence)


def test_abbreviations_and_numbers_do_not_end_a_sentence():
    text = "Dr. Who has 3.5 cats. They purr.  你好。再见。"
    ends = find_sentence_ends(text)
    assert [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)] == [
        "Dr. Who has 3.5 cats. ", "They purr.  ", "你好。", "再见。"
    ]  # fmt: skip
