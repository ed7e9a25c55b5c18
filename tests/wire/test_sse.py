"""Server-sent events and JSON lines, cut anywhere."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import EngineError
from vidsync.wire.sse import iter_events, iter_json_lines, iter_lines


async def collected(items):
    return [item async for item in items]


async def in_pieces(content, sizes):
    position = 0
    for size in [*sizes, len(content)]:
        yield content[position : position + size]
        position += size


@given(
    st.lists(st.binary(max_size=8).filter(lambda b: not set(b) & set(b"\r\n")), max_size=8),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.lists(st.integers(0, 5), max_size=20),
)
def test_lines_do_not_depend_on_where_the_pieces_are_cut(texts, end, sizes):
    content = b"".join(text + end for text in texts)
    assert asyncio.run(collected(iter_lines(in_pieces(content, sizes)))) == texts


@given(st.lists(st.integers(0, 9), max_size=20))
def test_comments_names_and_cuts_do_not_change_events(sizes):
    content = (
        b': hello\r\n\r\nevent: x\r\nid: 3\r\ndata: {"a":\r\ndata: 1}\r\n\r\n'
        b'data:{"b":"\xe2\x80\xa8"}\n\ndata: [DONE]\n\ndata: {"cut":'
    )
    events = asyncio.run(collected(iter_events(in_pieces(content, sizes), "Acme")))
    assert events == [{"a": 1}, {"b": "\u2028"}]


@given(st.binary(max_size=80), st.lists(st.integers(0, 9), max_size=9))
def test_any_bytes_give_events_or_an_engine_error(content, sizes):
    for parse in (iter_events, iter_json_lines):
        for body in (content, b"data: " + content + b"\n\n"):
            try:
                events = asyncio.run(collected(parse(in_pieces(body, sizes), "Acme")))
            except EngineError:
                continue
            assert all(isinstance(event, dict) for event in events)
