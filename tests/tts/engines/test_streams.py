"""Streams: over websockets, over HTTP, and sentence by sentence."""

import asyncio
import base64
import json
import logging
import threading
from itertools import pairwise

import pytest
from websockets.asyncio.server import serve

from vidsync import tts
from vidsync.errors import (
    AuthenticationError,
    EngineError,
    InputError,
    TimestampsUnavailable,
    VidsyncWarning,
)
from vidsync.transcript import Word
from vidsync.tts import AudioChunk, Control, aio, find_engine

KEY = "sk-very-secret-0123456789"
PCM = b"\x00\x01" * 1200
OPTIONS = {"lmnt": {}, "cartesia": {}}


class Scripted:
    """A websocket server in a thread that follows a script for each connection."""

    def __init__(self):
        self.script = None
        self.received = []
        self.heads = []
        self.closed = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self):
        self._thread.start()
        starting = asyncio.run_coroutine_threadsafe(self._start(), self._loop)
        port = starting.result()
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def _start(self):
        self._server = await serve(self._serve, "127.0.0.1", 0, close_timeout=0.1)
        return self._server.sockets[0].getsockname()[1]

    async def _serve(self, socket):
        self.heads.append(socket.request)

        async def receive():
            message = json.loads(await socket.recv())
            self.received.append(message)
            return message

        try:
            await self.script(socket, receive)
        finally:
            self.closed.set()

    def __exit__(self, *_):
        async def stop():
            self._server.close()
            await self._server.wait_closed()

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def scripted(caplog):
    # The server's own log of cut connections is not tested.
    caplog.set_level(logging.CRITICAL, "websockets.server")
    with Scripted() as server:
        yield server


async def everything(items):
    return [item async for item in items]


def streamed(name, server, waits, text="Well, yes.", **options):
    engine = find_engine(
        name, base_url=server.url, key=KEY, policy=waits.policy(**options), **OPTIONS[name]
    )
    return asyncio.run(everything(engine.stream(text, voice="v")))


def words_of(items):
    return [
        (item.text, round(item.start, 3), round(item.end, 3))
        for item in items
        if isinstance(item, Word)
    ]


def entry(text, start, duration):
    return {"text": text, "start": start, "duration": duration}


def frame(*entries, name="timestamps"):
    return json.dumps(
        {"type": "timestamps", name: list(entries)}
        if name == "timestamps"
        else {name: list(entries)}
    )


def test_the_lmnt_key_is_only_in_the_first_message(scripted, waits, caplog):
    caplog.set_level(logging.DEBUG)

    async def script(socket, receive):
        while (await receive()).get("type") != "finish":
            pass
        await socket.send(PCM)
        await socket.send(frame(entry("Hi", 0.0, 0.05)))

    scripted.script = script
    items = streamed("lmnt", scripted, waits, "Hi")
    first, *others = scripted.received
    assert first["X-API-Key"] == KEY
    assert "type" not in first
    assert [message["type"] for message in others] == ["text", "finish"]
    assert KEY not in str(scripted.heads[0].headers)
    assert KEY not in caplog.text
    assert items[0].data == PCM
    assert words_of(items) == [("Hi", 0.0, 0.05)]


@pytest.mark.parametrize("generation", ["1.2", "1.1", "older"])
def test_lmnt_times_of_every_generation_start_with_the_audio(generation, scripted, waits):
    name = "durations" if generation == "older" else "timestamps"

    async def script(socket, receive):
        while (await receive()).get("type") != "finish":
            pass
        second = 0.05 if generation == "1.2" else 0.0
        await socket.send(PCM)
        await socket.send(frame(entry("", 0.0, 0.01), entry("Well", 0.01, 0.04), name=name))
        await socket.send(PCM)
        await socket.send(
            frame(entry(",", second, 0.01), entry("yes", second + 0.01, 0.04), name=name)
        )

    scripted.script = script
    items = streamed("lmnt", scripted, waits)
    assert words_of(items) == [("Well,", 0.01, 0.05), ("yes", 0.06, 0.1)]


def test_lmnt_times_after_a_flush_start_at_the_end_of_the_audio_so_far(scripted, waits):
    async def script(socket, receive):
        while (await receive()).get("type") != "flush":
            pass
        await socket.send(PCM)
        await socket.send(frame(entry("Well", 0.0, 0.03)))
        await socket.send(json.dumps({"type": "flush_complete", "nonce": 1}))
        while (await receive()).get("type") != "finish":
            pass
        await socket.send(PCM)
        await socket.send(frame(entry("yes", 0.0, 0.03)))

    scripted.script = script
    items = streamed("lmnt", scripted, waits, ["Well", Control.FLUSH, "yes"])
    assert words_of(items) == [("Well", 0.0, 0.03), ("yes", 0.05, 0.08)]
    assert [m.get("nonce") for m in scripted.received if m.get("type") == "flush"] == [1]


def test_a_cartesia_stream_is_one_context_with_a_final_message(scripted, waits):
    async def script(socket, receive):
        while (await receive())["continue"]:
            pass
        chunk = {"type": "chunk", "data": base64.b64encode(PCM[:-1]).decode(), "done": False}
        await socket.send(json.dumps(chunk))
        table = {"words": ["Well,", "yes."], "start": [0.0, 0.02], "end": [0.02, 0.05]}
        await socket.send(
            json.dumps({"type": "timestamps", "word_timestamps": table, "done": False})
        )
        await socket.send(json.dumps({"type": "flush_done", "flush_done": True, "done": False}))
        await socket.send(json.dumps({"type": "done", "done": True}))
        await socket.wait_closed()

    scripted.script = script
    items = streamed("cartesia", scripted, waits, ["Well, ", Control.FLUSH, "yes."])
    assert [m["transcript"] for m in scripted.received] == ["Well, ", "", "yes.", ""]
    assert [m.get("flush", False) for m in scripted.received] == [False, True, False, False]
    assert len({m["context_id"] for m in scripted.received}) == 1
    assert scripted.heads[0].headers["Authorization"] == f"Bearer {KEY}"
    assert items[0] == AudioChunk(PCM[:-2], "audio/pcm", 44100, "pcm_s16le")
    assert words_of(items) == [("Well,", 0.0, 0.02), ("yes.", 0.02, 0.05)]


def test_cartesia_refuses_a_reset(scripted, waits):
    async def script(socket, receive):
        await socket.wait_closed()

    scripted.script = script
    with pytest.raises(InputError, match="take back text"):
        streamed("cartesia", scripted, waits, ["a", Control.RESET])


def bad_audio(name):
    if name == "lmnt":
        return "[not json"
    return json.dumps({"type": "chunk", "data": "!!!"})


def bad_times(name, start, end):
    if name == "lmnt":
        return frame(entry("a", start, end))
    table = {"words": ["a"], "start": [start], "end": [end]}
    return json.dumps({"type": "timestamps", "word_timestamps": table})


def refusal(name):
    if name == "lmnt":
        said = {"type": "authentication_error", "message": f"bad key {KEY}"}
        return json.dumps({"type": "error", "error": said})
    return json.dumps(
        {"type": "error", "title": "No", "message": f"bad key {KEY}", "status_code": 401}
    )


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("cut", EngineError),
        ("closed early", EngineError),
        ("silence", EngineError),
        ("malformed", EngineError),
        ("refused", AuthenticationError),
        ("NaN", TimestampsUnavailable),
        ("negative", TimestampsUnavailable),
        ("wrong type", TimestampsUnavailable),
        ("too much", EngineError),
        ("binary", EngineError),
    ],
)
def test_a_failing_session_is_one_clear_error(name, fault, error, scripted, waits):
    async def script(socket, receive):
        await receive()
        match fault:
            case "cut":
                socket.transport.abort()
            case "closed early":
                await socket.close(1011, f"oops {KEY}")
            case "silence":
                await socket.wait_closed()
            case "malformed":
                await socket.send(bad_audio(name))
            case "refused":
                await socket.send(refusal(name))
            case "NaN":
                await socket.send(bad_times(name, float("nan"), 1.0))
            case "negative":
                await socket.send(
                    bad_times(name, -2.0, 1.0) if name == "cartesia" else bad_times(name, 1.0, -3.0)
                )
                await socket.close()
            case "wrong type":
                await socket.send(bad_times(name, "now", []))
            case "too much":
                await socket.send("{" + " " * 300_000 + "}")
            case "binary":
                await socket.send(b"\xff\xfe" if name == "cartesia" else "\ud7ff")
        await socket.wait_closed()

    scripted.script = script
    limits = {"read_timeout": 0.2 if fault == "silence" else 5.0, "largest_answer": 200_000}
    with pytest.raises(error) as caught:
        streamed(name, scripted, waits, **limits)
    assert KEY not in str(caught.value)
    assert len(scripted.heads) == 1


@pytest.mark.parametrize("name", OPTIONS)
def test_a_refused_handshake_is_retried_and_reported(name, misbehaving, waits):
    async def behave(wire):
        await wire.answer(b'{"message":"too many"}', status=429, headers="retry-after: 4\r\n")

    misbehaving.behave = behave
    with pytest.raises(EngineError, match="too many") as caught:
        streamed(name, misbehaving, waits)
    assert caught.value.status == 429
    assert waits.seconds == [4.0, 4.0]


@pytest.mark.parametrize("name", OPTIONS)
def test_an_error_of_the_text_ends_the_session_and_is_raised(name, scripted, waits):
    async def script(socket, receive):
        await socket.wait_closed()

    def text():
        yield "Well, "
        raise LookupError("the writer failed")

    scripted.script = script
    with pytest.raises(LookupError, match="the writer failed"):
        streamed(name, scripted, waits, text())
    assert scripted.closed.wait(5)


@pytest.mark.parametrize("name", OPTIONS)
def test_a_service_that_does_not_read_is_a_timeout(name, scripted, waits):
    async def script(socket, receive):
        socket.transport.pause_reading()
        await socket.wait_closed()

    scripted.script = script
    with pytest.raises(EngineError, match="sent nothing"):
        streamed(name, scripted, waits, ["word " * 200_000] * 40, read_timeout=0.3)


@pytest.mark.parametrize("name", OPTIONS)
def test_leaving_a_stream_closes_its_connection_at_once(name, scripted, waits):
    async def script(socket, receive):
        await receive()
        if name == "lmnt":
            await socket.send(PCM)
        else:
            chunk = {"type": "chunk", "data": base64.b64encode(PCM).decode()}
            await socket.send(json.dumps(chunk))
        await socket.wait_closed()

    scripted.script = script
    items = tts.stream("Hi", engine=name, voice="v", base_url=scripted.url)
    assert isinstance(next(items), AudioChunk)
    items.close()
    assert scripted.closed.wait(5)


@pytest.mark.parametrize("name", ["lmnt", "cartesia", "playkit", "speechbase", "espeak"])
def test_audio_comes_before_the_last_text_is_written(name, gateway):
    events = []
    options = {"playkit": {"game_id": "g"}, "speechbase": {"model": "a/b"}}.get(name, {})
    if name != "espeak":
        options = {**options, "base_url": gateway, "voice": "someone"}

    async def main():
        heard = asyncio.Event()

        async def text():
            yield "Hello there, my fri"
            yield "end. "
            yield "How are you? "
            # The writer of the text waits for its first audio.
            await heard.wait()
            events.append("last text")
            yield "Fine."

        async for item in aio.stream(text(), engine=name, **options):
            events.append(item)
            if isinstance(item, AudioChunk):
                heard.set()

    asyncio.run(asyncio.wait_for(main(), 30))
    kinds = [event if isinstance(event, str) else type(event).__name__ for event in events]
    assert kinds.index("AudioChunk") < kinds.index("last text")
    words = [event for event in events if isinstance(event, Word)]
    text = " ".join(word.text for word in words)
    assert text == "Hello there, my friend. How are you? Fine."
    assert all(a.start <= b.start for a, b in pairwise(words))
    rates = {(e.sample_rate, e.encoding) for e in events if isinstance(e, AudioChunk)}
    assert len(rates) == 1
    rate = rates.pop()[0]
    seconds = sum(len(e.data) for e in events if isinstance(e, AudioChunk)) / 2 / rate
    assert words[-1].end <= seconds + 0.01


def test_speechbase_yields_audio_at_once_and_words_at_the_end(gateway):
    items = list(
        tts.stream(
            "Hello there, my friend.", engine="speechbase", model="a/b", voice="v", base_url=gateway
        )
    )
    kinds = [type(item).__name__ for item in items]
    assert kinds == sorted(kinds)
    assert {item.media_type for item in items if isinstance(item, AudioChunk)} == {"audio/mpeg"}
    assert [item.text for item in items if isinstance(item, Word)] == [
        "Hello",
        "there,",
        "my",
        "friend.",
    ]


def test_elevenlabs_streams_lines_with_words_as_they_are_complete(misbehaving, waits):
    def line(text, start):
        times = [start + index * 0.1 for index in range(len(text))]
        table = {
            "characters": list(text),
            "character_start_times_seconds": times,
            "character_end_times_seconds": [time + 0.1 for time in times],
        }
        data = {"audio_base64": base64.b64encode(b"mp3 ").decode(), "alignment": table}
        return json.dumps(data).encode() + b"\n"

    async def behave(wire):
        await wire.answer(line("We", 0.0) + b"\n" + line("ll, y", 0.2) + line("es.", 0.7))

    misbehaving.behave = behave
    engine = find_engine("elevenlabs", base_url=misbehaving.url, policy=waits.policy())
    items = asyncio.run(everything(engine.stream("Well, yes.", voice="v")))
    assert [getattr(item, "text", "audio") for item in items] == [
        "audio",
        "audio",
        "Well,",
        "audio",
        "yes.",
    ]
    assert words_of(items) == [("Well,", 0.0, 0.4), ("yes.", 0.6, 0.9)]


def test_a_stream_without_native_times_is_aligned(gateway, misbehaving, waits):
    spoken = tts.speak("Hello there, my friend.", engine="espeak")

    async def behave(wire):
        await wire.answer(spoken.audio, media_type="audio/wav")

    misbehaving.behave = behave
    engine = find_engine("openai", base_url=misbehaving.url, policy=waits.policy())
    with pytest.warns(VidsyncWarning, match="aligned"):
        items = asyncio.run(everything(engine.stream("Hello there, my friend.")))
    words = [item for item in items if isinstance(item, Word)]
    assert [word.text for word in words] == ["Hello", "there,", "my", "friend."]
    for found, true in zip(words, spoken.transcript.words, strict=True):
        assert abs(found.start - true.start) < 0.1


@pytest.mark.parametrize("name", ["espeak", "lmnt", "cartesia", "playkit", "speechbase"])
def test_a_stream_without_timestamps_has_only_audio(name, gateway):
    options = {"playkit": {"game_id": "g"}, "speechbase": {"model": "a/b"}}.get(name, {})
    if name != "espeak":
        options = {**options, "base_url": gateway, "voice": "someone"}
    for text in ("Hi there. Yes.", ["Hi there. ", "Yes."]):
        items = list(tts.stream(text, engine=name, timestamps=False, **options))
        assert items
        assert all(isinstance(item, AudioChunk) for item in items)


def test_a_piece_that_is_not_text_is_refused():
    with pytest.raises(InputError, match="int, not a string"):
        list(tts.stream(["a", 3], engine="espeak"))


def test_words_of_another_length_are_scaled_with_a_warning(misbehaving, waits, wav):
    words = [
        {"text": "Well,", "start": 0.1, "end": 0.2},
        {"text": "yes.", "start": 0.3, "end": 0.4},
    ]

    async def behave(wire):
        if b"with-timestamps" in wire.head:
            audio = base64.b64encode(wav).decode()
            envelope = {"audio": audio, "mediaType": "audio/wav", "timestamps": words}
            await wire.answer(json.dumps(envelope).encode())
        else:
            samples = wav[44:] * 2
            sizes = [len(samples) + 36, len(samples)]
            head = (
                wav[:4]
                + sizes[0].to_bytes(4, "little")
                + wav[8:40]
                + sizes[1].to_bytes(4, "little")
            )
            await wire.answer(head + samples, media_type="audio/wav")

    misbehaving.behave = behave
    engine = find_engine("speechbase", model="a/b", base_url=misbehaving.url, policy=waits.policy())
    with pytest.warns(VidsyncWarning, match="100% shorter"):
        items = asyncio.run(everything(engine.stream("Well, yes.", voice="v")))
    assert words_of(items) == [("Well,", 0.2, 0.4), ("yes.", 0.6, 0.8)]


def azure_frame(path, body):
    head = f"X-RequestId:1\r\nPath:{path}\r\n"
    if isinstance(body, bytes):
        return len(head).to_bytes(2, "big") + head.encode() + body
    return f"{head}\r\n{json.dumps(body)}"


def azure_boundary(text, offset, duration, kind="WordBoundary"):
    told = {"Text": text, "Length": len(text), "BoundaryType": kind}
    data = {"Offset": offset, "Duration": duration, "text": told}
    return azure_frame("audio.metadata", {"Metadata": [{"Type": "WordBoundary", "Data": data}]})


def test_azure_messages_have_its_own_framing(scripted, waits):
    sent = []

    async def script(socket, receive):
        sent.extend([await socket.recv() for _ in range(3)])
        await socket.send(azure_frame("turn.start", {}))
        await socket.send(azure_frame("audio", PCM * 5))
        await socket.send(azure_boundary("Q&A", 500_000, 1_000_000))
        await socket.send(azure_boundary(",", 1_500_000, 100_000, "PunctuationBoundary"))
        await socket.send(azure_frame("audio", PCM * 5))
        await socket.send(azure_boundary("yes", 2_000_000, 1_000_000))
        await socket.send(azure_frame("turn.end", {}))
        await socket.wait_closed()

    scripted.script = script
    engine = find_engine("azure", base_url=scripted.url, key=KEY, policy=waits.policy())
    speech = asyncio.run(engine.speak('Q&A, <b>yes"', speed=1.5, language="en-GB"))
    assert words_of(speech.transcript.words) == [("Q&A,", 0.05, 0.15), ("yes", 0.2, 0.3)]
    assert speech.transcript.duration == pytest.approx(0.5)
    head = scripted.heads[0]
    assert head.path.startswith("/tts/cognitiveservices/websocket/v1?X-ConnectionId=")
    assert head.headers["Ocp-Apim-Subscription-Key"] == KEY
    paths = [line for message in sent for line in message.split("\r\n") if line.startswith("Path:")]
    assert paths == ["Path:speech.config", "Path:synthesis.context", "Path:ssml"]
    ssml = sent[2].partition("\r\n\r\n")[2]
    assert 'rate="+50%"' in ssml
    assert "Q&amp;A, &lt;b&gt;yes&quot;" in ssml


def azure_viseme(offset, shape, chunk="", *, last=True):
    data = {"Offset": offset, "VisemeId": shape, "AnimationChunk": chunk, "IsLastAnimation": last}
    return azure_frame("audio.metadata", {"Metadata": [{"Type": "Viseme", "Data": data}]})


@pytest.mark.parametrize("blend_shapes", [False, True])
def test_azure_gives_visemes_and_optionally_blend_shapes(blend_shapes, scripted, waits):
    sent = []
    face = json.dumps({"FrameIndex": 0, "BlendShapes": [[0.25] * 55] * 3})

    async def script(socket, receive):
        sent.extend([await socket.recv() for _ in range(3)])
        await socket.send(azure_frame("audio", PCM * 10))
        await socket.send(azure_boundary("yes", 2_000_000, 1_000_000))
        await socket.send(azure_viseme(0, 0))
        await socket.send(azure_viseme(2_000_000, 6, face[:30], last=False))
        await socket.send(azure_viseme(2_000_000, 6, face[30:]))
        await socket.send(azure_frame("turn.end", {}))
        await socket.wait_closed()

    scripted.script = script
    engine = find_engine(
        "azure", blend_shapes=blend_shapes, base_url=scripted.url, policy=waits.policy()
    )
    speech = asyncio.run(engine.speak("yes"))
    assert [(v.set, v.name, v.start, v.end) for v in speech.transcript.visemes] == [
        ("azure", "0", 0.0, 0.2), ("azure", "6", 0.2, 0.5)
    ]  # fmt: skip
    asked = json.loads(sent[1].partition("\r\n\r\n")[2])
    assert asked["synthesis"]["audio"]["metadataOptions"]["visemeEnabled"] is True
    assert ('<mstts:viseme type="FacialExpression"/><prosody' in sent[2]) == blend_shapes
    assert (speech.blend_shapes is not None) == blend_shapes
    if blend_shapes:
        assert speech.blend_shapes.frames == ((0.25,) * 55,) * 3


def test_azure_streams_audio_and_words_as_they_arrive(scripted, waits):
    async def script(socket, receive):
        for _ in range(3):
            await socket.recv()
        await socket.send(azure_frame("audio", PCM[:-1]))
        await socket.send(azure_boundary("Well", 0, 1_000_000))
        await socket.send(azure_boundary(",", 1_000_000, 100_000, "PunctuationBoundary"))
        await socket.send(azure_boundary("twelve", 2_000_000, 500_000))
        await socket.send(azure_frame("audio", PCM[-1:] + PCM))
        await socket.send(azure_boundary("yes", 3_000_000, 1_000_000))
        await socket.send(azure_boundary("sir", 4_000_000, 1_000_000))
        await socket.send(azure_frame("turn.end", {}))
        await socket.wait_closed()

    scripted.script = script
    engine = find_engine("azure", base_url=scripted.url, policy=waits.policy())
    text = "Well, 12, “yes sir”!"
    items = asyncio.run(everything(engine.stream(text)))
    assert [getattr(item, "text", "audio") for item in items] == [
        "audio", "Well,", "audio", "twelve", "“yes", "sir”!"
    ]  # fmt: skip
    assert b"".join(item.data for item in items if isinstance(item, AudioChunk)) == PCM * 2
    assert items[0] == AudioChunk(PCM[:-2], "audio/pcm", 24000, "pcm_s16le")
    assert [w.span and text[slice(*w.span)] for w in items if isinstance(w, Word)] == [
        "Well", None, "yes", "sir"
    ]  # fmt: skip


def inworld_line(words, starts, ends, samples=b""):
    table = {"words": words, "wordStartTimeSeconds": starts, "wordEndTimeSeconds": ends}
    info = {"wordAlignment": table} if words else {}
    audio = base64.b64encode(samples).decode()
    return {"result": {"audioContent": audio, "timestampInfo": info}}


def hume_word(text, begin, end):
    return {
        "type": "timestamp",
        "timestamp": {"type": "word", "text": text, "time": {"begin": begin, "end": end}},
    }


def streamed_lines(name, wav):
    """Return two words and two pieces of audio in a service's form."""
    if name == "inworld":
        # Each piece has its own header. The last sample is cut in two.
        return [
            inworld_line(["Well", ",", " "], [0.0, 0.2, 0.2], [0.2, 0.2, 0.25], wav[:-1]),
            inworld_line(["yes", "."], [0.25, 0.4], [0.4, 0.4], wav[:44] + wav[-1:] + wav[44:]),
        ]
    audio = {"type": "audio", "audio": base64.b64encode(wav).decode(), "is_last_chunk": False}
    return [hume_word("Well", 0, 200), audio, hume_word("YES", 250, 400), audio]


@pytest.mark.parametrize("name", ["inworld", "hume"])
def test_streamed_lines_give_the_words_of_the_text(name, misbehaving, waits, wav):
    lines = streamed_lines(name, wav)

    async def behave(wire):
        await wire.answer(b"\n".join(json.dumps(line).encode() for line in lines))

    misbehaving.behave = behave
    engine = find_engine(name, base_url=misbehaving.url, key=KEY, policy=waits.policy())
    text = "Well, yes."
    items = asyncio.run(everything(engine.stream(text, voice="v")))
    words = [item for item in items if isinstance(item, Word)]
    assert [(w.text.lower(), w.start, w.end) for w in words] == [
        ("well,", 0.0, 0.2), ("yes." if name == "inworld" else "yes", 0.25, 0.4)
    ]  # fmt: skip
    assert [text[slice(*word.span)] for word in words] == ["Well", "yes"]
    audio = [item for item in items if isinstance(item, AudioChunk)]
    if name == "inworld":
        assert b"".join(chunk.data for chunk in audio) == wav[44:] * 2
        assert {(c.sample_rate, c.encoding) for c in audio} == {(24000, "pcm_s16le")}
    else:
        assert audio == [AudioChunk(wav, "audio/wav")] * 2
    path = {"inworld": b"/tts/v1/voice:stream ", "hume": b"/v0/tts/stream/json "}[name]
    head, _, body = misbehaving.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST " + path)
    assert (json.loads(body).get("strip_headers"), name) in [(None, "inworld"), (True, "hume")]
    untimed = asyncio.run(everything(engine.stream(text, voice="v", timestamps=False)))
    assert {type(item) for item in untimed} == {AudioChunk}
    asked = misbehaving.requests[-1]
    assert b"timestampType" not in asked
    assert b"include_timestamp_types" not in asked


@pytest.mark.parametrize("name", ["inworld", "hume", "elevenlabs"])
@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        ("cut", EngineError, "broke"),
        ("malformed", EngineError, "not JSON"),
        ("said", EngineError, "no voice"),
        ("no audio", EngineError, "without any audio"),
        ("bad audio", EngineError, "base64"),
        ("bad times", TimestampsUnavailable, "word times that can't be used"),
        ("refused", EngineError, "429"),
    ],
)
def test_a_failing_stream_of_lines_is_one_clear_error(
    name, fault, error, message, misbehaving, waits, wav
):
    bad_table = {
        "characters": ["a"],
        "character_start_times_seconds": ["x"],
        "character_end_times_seconds": [1],
    }
    good = {
        "inworld": inworld_line([], [], [], wav),
        "hume": {"type": "audio", "audio": base64.b64encode(wav).decode()},
        "elevenlabs": {"audio_base64": base64.b64encode(wav).decode()},
    }[name]
    field = {"inworld": "audioContent", "hume": "audio", "elevenlabs": "audio_base64"}[name]
    wrong = {
        "said": {"error": {"code": 3, "message": f"no voice for {KEY}"}},
        "no audio": {"result": {}},
        "bad audio": {field: "!"},
        "bad times": {
            "inworld": inworld_line(["a"], ["x"], [1.0]),
            "hume": hume_word("a", "x", 1),
            "elevenlabs": {"alignment": bad_table},
        }[name],
    }

    async def behave(wire):
        lines = [] if fault == "no audio" else [json.dumps(good).encode()]
        lines += [json.dumps(wrong[fault]).encode()] if fault in wrong else []
        body = b"\n".join(lines)
        if fault == "cut":
            await wire.answer(body + b"\n", length=len(body) + 100)
            wire.reset()
        elif fault == "refused":
            await wire.answer(b'{"message":"too many"}', status=429)
        else:
            await wire.answer(body + b"\n{[" * (fault == "malformed") or body)

    misbehaving.behave = behave
    engine = find_engine(name, base_url=misbehaving.url, key=KEY, policy=waits.policy())
    with pytest.raises(error, match=message) as caught:
        asyncio.run(everything(engine.stream("Well, yes.", voice="v")))
    assert KEY not in str(caught.value)
    # A stream that has begun is never repeated.
    assert len(misbehaving.requests) == (3 if fault == "refused" else 1)


@pytest.mark.parametrize("name", ["inworld", "hume", "azure", "elevenlabs"])
def test_leaving_a_streamed_response_closes_its_connection(name, misbehaving, scripted, waits, wav):
    closed = threading.Event()
    line = {
        "inworld": inworld_line([], [], [], wav),
        "hume": {"type": "audio", "audio": base64.b64encode(wav).decode()},
        "elevenlabs": {"audio_base64": base64.b64encode(wav).decode()},
    }.get(name)

    async def behave(wire):
        await wire.answer(json.dumps(line).encode() + b"\n", length=1_000_000)
        await wire.closed()
        closed.set()

    async def script(socket, receive):
        await socket.send(azure_frame("audio", PCM))
        await socket.wait_closed()

    misbehaving.behave, scripted.script = behave, script
    server = scripted if name == "azure" else misbehaving
    items = tts.stream("Hi there.", engine=name, voice="v", base_url=server.url)
    assert isinstance(next(items), AudioChunk)
    items.close()
    assert (scripted.closed if name == "azure" else closed).wait(5)


def elevenlabs_message(text, samples=PCM):
    table = {
        "chars": list(text),
        "charStartTimesMs": [index * 10 for index in range(len(text))],
        "charDurationsMs": [10] * len(text),
    }
    return json.dumps({"audio": base64.b64encode(samples).decode(), "alignment": table})


def test_elevenlabs_takes_text_in_pieces_over_its_websocket(scripted, waits):
    async def script(socket, receive):
        await receive()
        while (said := (await receive())["text"]) != "":
            await socket.send(elevenlabs_message(said))
        await socket.send(json.dumps({"audio": None, "isFinal": True}))
        await socket.wait_closed()

    scripted.script = script
    engine = find_engine(
        "elevenlabs",
        model="eleven_flash_v2_5",
        output_format="pcm_24000",
        stability=0.5,
        base_url=scripted.url,
        key=KEY,
        policy=waits.policy(),
    )
    events = []

    async def main():
        heard = asyncio.Event()

        async def text():
            yield "Well, y"
            yield "es. Go"
            await heard.wait()
            events.append("last text")
            yield " on"
            yield Control.RESET
            yield "Stop."

        async for item in engine.stream(text(), voice="a/b", language="en-GB"):
            events.append(item)
            heard.set()

    asyncio.run(asyncio.wait_for(main(), 30))
    # The first sentence is heard before the last text is written. Text that was reset is not.
    assert [e if isinstance(e, str) else getattr(e, "text", "audio") for e in events] == [
        "audio", "Well,", "yes.", "last text", "audio", "Stop."
    ]  # fmt: skip
    assert words_of(events) == [("Well,", 0.0, 0.04), ("yes.", 0.06, 0.09), ("Stop.", 0.11, 0.15)]
    assert scripted.received == [
        {"text": " ", "voice_settings": {"stability": 0.5}},
        {"text": "Well, yes. "},
        {"text": "Stop. "},
        {"text": ""},
    ]
    path, _, query = scripted.heads[0].path.partition("?")
    assert path == "/v1/text-to-speech/a%2Fb/stream-input"
    assert {"model_id=eleven_flash_v2_5", "output_format=pcm_24000", "auto_mode=true",
            "language_code=en"} <= set(query.split("&"))  # fmt: skip
    assert scripted.heads[0].headers["xi-api-key"] == KEY


def test_text_that_xml_does_not_allow_is_refused_for_azure(scripted, waits):
    async def script(socket, receive):
        await socket.wait_closed()

    scripted.script = script
    engine = find_engine("azure", base_url=scripted.url, policy=waits.policy())
    with pytest.raises(InputError, match=r"U\+0007"):
        asyncio.run(engine.speak("ring \x07"))


def test_the_azure_region_is_part_of_the_address():
    assert find_engine("azure", key="k", region="westeurope").endpoint.base_url == (
        "https://westeurope.tts.speech.microsoft.com"
    )
    with pytest.raises(InputError, match="not a region"):
        find_engine("azure", key="k", region="evil.com/")


def rime_chunk(data):
    return json.dumps({"type": "chunk", "data": base64.b64encode(data).decode(), "contextId": None})


def rime_times(*times):
    words, starts, ends = zip(*times, strict=True)
    table = {"words": words, "start": starts, "end": ends}
    return json.dumps({"type": "timestamps", "word_timestamps": table, "contextId": None})


def test_rime_speaks_over_its_websocket(scripted, waits, wav):
    async def script(socket, receive):
        while (await receive()).get("operation") != "eos":
            pass
        await socket.send(rime_chunk(wav[:5000]))
        await socket.send(rime_times(("Well,", 0.0, 0.2), ("yes.", 0.25, 0.45)))
        await socket.send(rime_chunk(wav[5000:]))

    scripted.script = script
    engine = find_engine("rime", base_url=scripted.url, key=KEY, policy=waits.policy())
    speech = asyncio.run(engine.speak("Well, yes.", voice="luna & co"))
    assert words_of(speech.transcript.words) == [("Well,", 0.0, 0.2), ("yes.", 0.25, 0.45)]
    assert scripted.heads[0].path == "/ws3?speaker=luna+%26+co&modelId=arcana&audioFormat=mp3"
    assert scripted.heads[0].headers["Authorization"] == f"Bearer {KEY}"
    items = asyncio.run(everything(engine.stream(["Well, ", Control.FLUSH, "yes."], voice="v")))
    assert [type(item).__name__ for item in items] == ["AudioChunk", "Word", "Word", "AudioChunk"]
    assert scripted.received[-4:] == [
        {"text": "Well, "}, {"operation": "flush"}, {"text": "yes."}, {"operation": "eos"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "error", "said"),
    [
        ({"message": f"Bad voice {KEY}", "error": "voice_id_does_not_exist"}, EngineError, "Bad"),
        ({"message": "No", "error": "authentication_error"}, AuthenticationError, "No"),
        ({"audio": "!"}, EngineError, "base64"),
        ({"isFinal": True}, EngineError, "without any audio"),
        ({"audio": "AAAA", "alignment": {"chars": ["a"], "charStartTimesMs": ["x"],
          "charDurationsMs": [1]}}, TimestampsUnavailable, "can't be used"),
    ],
)  # fmt: skip
def test_a_failing_elevenlabs_websocket_is_one_clear_error(message, error, said, scripted, waits):
    async def script(socket, receive):
        await receive()
        await socket.send(json.dumps(message))
        await socket.close()

    scripted.script = script
    engine = find_engine("elevenlabs", base_url=scripted.url, key=KEY, policy=waits.policy())
    with pytest.raises(error, match=said) as caught:
        asyncio.run(everything(engine.stream(["Well, ", "yes."], voice="v")))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("name", ["azure", "rime"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("cut", EngineError),
        ("closed early", EngineError),
        ("silence", EngineError),
        ("malformed", EngineError),
        ("times", TimestampsUnavailable),
        ("too much", EngineError),
    ],
)
def test_failing_speech_over_a_websocket_is_one_clear_error(
    name, fault, error, scripted, waits, wav
):
    def good():
        if name == "azure":
            return [
                azure_frame("audio", wav[44:]),
                azure_boundary("yes", 0, -50_000_000),
                azure_frame("turn.end", {}),
            ]
        return [rime_chunk(wav), rime_times(("yes", 0.3, float("nan")))]

    async def script(socket, receive):
        await socket.recv()
        match fault:
            case "cut":
                await socket.send(good()[0])
                socket.transport.abort()
            case "closed early":
                await socket.close(1007, f"no voice {KEY}")
            case "silence":
                await socket.wait_closed()
            case "malformed":
                await socket.send(b"\xff\xff" if name == "azure" else rime_chunk(b"")[:-9])
            case "times":
                for message in good():
                    await socket.send(message)
            case "too much":
                await socket.send(" " * 300_000)

    scripted.script = script
    limits = {"read_timeout": 0.2 if fault == "silence" else 5.0, "largest_answer": 200_000}
    engine = find_engine(name, base_url=scripted.url, key=KEY, policy=waits.policy(**limits))
    with pytest.raises(error) as caught:
        asyncio.run(engine.speak("yes", voice="v"))
    assert KEY not in str(caught.value)
    assert ("more than the limit" in str(caught.value)) == (fault == "too much")
    if fault == "times":
        assert caught.value.speech.transcript.duration == pytest.approx(0.5)
