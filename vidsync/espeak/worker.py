"""The program of the worker process: loads espeak-ng, and answers requests by pipes.

It imports only the standard library, so that it starts in milliseconds. A frame is a
little-endian 32-bit length and as many bytes. A request is one frame of JSON; an answer
is one frame of JSON and one of samples. The program ends when its input does.

The same request always gives the same bytes, at any time and after any other request.
espeak-ng keeps state between calls, the flutter of the voice, which shifts later speech
by up to a millisecond and which no call resets. So the library is unloaded and loaded
again for every request, which costs about 3 ms. The breath of some voices is noise,
seeded by the clock, so it gets a fixed seed.
"""

from __future__ import annotations

import _ctypes
import contextlib
import ctypes
import json
import os
import signal
import struct
import sys
from typing import Any, BinaryIO

MAX_REQUEST = 1 << 20
MAX_SAMPLES = 1 << 27

_SYNCHRONOUS = 2
_PHONEME_EVENTS, _PHONEME_IPA, _DONT_EXIT = 1, 2, 0x8000
_POSITION_CHARACTER = 1
_UTF8, _END_PAUSE = 1, 0x1000
_IPA = 2
_RATE, _PITCH = 1, 3
_SEED = 1
_EVENT_NAMES = {1: "word", 2: "sentence", 5: "end", 7: "phone"}


class _EspeakEventId(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _EspeakEvent(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EspeakEventId),
    )


class _EspeakVoice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_EspeakEvent)
)


class _RefusalError(Exception):
    """The library refused a request; the message is for the parent."""


class _Library:
    """espeak-ng, freshly loaded; `close` unloads it again."""

    def __init__(self, library_path: str, data_path: str) -> None:
        try:
            self._library = ctypes.CDLL(library_path)
        except OSError as error:
            raise _RefusalError(f"its library can't be loaded: {error}") from None
        self._library.espeak_Initialize.argtypes = [
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_int,
        ]
        self._library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        self._library.espeak_SetParameter.argtypes = [ctypes.c_int] * 3
        self._library.espeak_ListVoices.argtypes = [ctypes.POINTER(_EspeakVoice)]
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_EspeakVoice))
        self._library.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        self._library.espeak_TextToPhonemes.argtypes = [
            ctypes.POINTER(ctypes.c_void_p),
            ctypes.c_int,
            ctypes.c_int,
        ]
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        options = _PHONEME_EVENTS | _PHONEME_IPA | _DONT_EXIT
        self.sample_rate = self._library.espeak_Initialize(
            _SYNCHRONOUS, 0, os.fsencode(data_path), options
        )
        if self.sample_rate <= 0:
            raise _RefusalError(f"its data in {data_path} can't be read")
        # Older versions lack this function, and do not seed the noise by the clock.
        seed = getattr(self._library, "espeak_ng_SetRandSeed", None)
        if seed is not None:
            seed.argtypes = [ctypes.c_long]
            seed(_SEED)

    def close(self) -> None:
        self._library.espeak_Terminate()
        handle = self._library._handle
        if sys.platform == "win32":
            _ctypes.FreeLibrary(handle)
        else:
            _ctypes.dlclose(handle)

    def voices(self) -> list[dict[str, Any]]:
        wanted_languages = ctypes.create_string_buffer(b"variant")
        variant = _EspeakVoice(languages=ctypes.addressof(wanted_languages))
        found = []
        for wanted in (None, ctypes.byref(variant)):
            listed = self._library.espeak_ListVoices(wanted)
            index = 0
            while listed[index]:
                voice = listed[index].contents
                found.append(
                    {
                        "label": voice.name.decode("utf-8", "replace"),
                        "identifier": voice.identifier.decode("utf-8", "replace"),
                        "languages": _read_languages(voice.languages),
                        "gender": voice.gender,
                    }
                )
                index += 1
        return found

    def phonemize(self, request: dict[str, Any]) -> list[list[Any]]:
        """Return the IPA of each clause, and the offset in the text at which it ends."""
        self._set_voice(request["voice"])
        text = request["phonemize"].encode()
        buffer = ctypes.create_string_buffer(text)
        start = ctypes.addressof(buffer)
        place = ctypes.c_void_p(start)
        clauses: list[list[Any]] = []
        end = 0
        while place.value is not None and (place.value > start + end or not clauses):
            end = place.value - start
            ipa = self._library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA)
            # It has read the first character of the next clause, and keeps it.
            before = text[: None if place.value is None else place.value - start]
            length = len(before.decode("utf-8", "ignore")) - (place.value is not None)
            clauses.append([(ipa or b"").decode("utf-8", "replace"), length])
        return clauses

    def _set_voice(self, voice: str) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise _RefusalError(f"it can't load the voice {voice!r}")

    def speak(self, request: dict[str, Any]) -> tuple[list[list[Any]], bytes]:
        samples = bytearray()
        events: list[list[Any]] = []

        def take(wave: int | None, count: int, begun: Any) -> int:
            if wave and count > 0:
                samples.extend(ctypes.string_at(wave, count * 2))
            index = 0
            while begun[index].type:
                event = begun[index]
                kind = _EVENT_NAMES.get(event.type)
                if kind:
                    name = _read_phone_name(event) if kind == "phone" else ""
                    events.append([kind, event.text_position, event.sample, name])
                index += 1
            return 1 if len(samples) > 2 * MAX_SAMPLES else 0

        callback = _Callback(take)
        self._library.espeak_SetSynthCallback(callback)
        self._set_voice(request["voice"])
        self._library.espeak_SetParameter(_RATE, request["rate"], 0)
        self._library.espeak_SetParameter(_PITCH, request["pitch"], 0)
        text = request["text"].encode() + b"\0"
        flags = _UTF8 | (_END_PAUSE if request["end_pause"] else 0)
        status = self._library.espeak_Synth(
            text, len(text), 0, _POSITION_CHARACTER, 0, flags, None, None
        )
        if status != 0 or self._library.espeak_Synchronize() != 0:
            raise _RefusalError("it could not speak the text")
        if len(samples) > 2 * MAX_SAMPLES:
            raise _RefusalError("the text gives more speech than one request may have")
        return events, bytes(samples)


def _read_phone_name(event: _EspeakEvent) -> str:
    # The name may fill all eight bytes, without a NUL and with its last character cut.
    address = ctypes.addressof(event) + _EspeakEvent.id.offset
    return ctypes.string_at(address, 8).split(b"\0")[0].decode("utf-8", "ignore")


def _read_languages(address: int) -> list[str]:
    """Read the tags of a voice: a priority byte and a C string each, up to a zero byte."""
    tags = []
    while ctypes.string_at(address, 1) != b"\0":
        tag = ctypes.string_at(address + 1)
        tags.append(tag.decode("ascii", "replace"))
        address += 2 + len(tag)
    return tags


def _answer(request: dict[str, Any], library_path: str, data_path: str) -> tuple[bytes, bytes]:
    pcm = b""
    answer: dict[str, Any]
    try:
        library = _Library(library_path, data_path)
        try:
            if "phonemize" in request:
                answer = {"clauses": library.phonemize(request)}
            elif "text" in request:
                events, pcm = library.speak(request)
                answer = {"sample_rate": library.sample_rate, "events": events}
            else:
                answer = {"voices": library.voices()}
        finally:
            library.close()
    except _RefusalError as refusal:
        answer = {"error": str(refusal)}
    return json.dumps(answer).encode(), pcm


def _read(stream: BinaryIO, count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise EOFError
    return content


def _serve(requests: BinaryIO, answers: BinaryIO, library_path: str, data_path: str) -> None:
    while True:
        (length,) = struct.unpack("<I", _read(requests, 4))
        if length > MAX_REQUEST:
            return
        request = json.loads(_read(requests, length))
        for frame in _answer(request, library_path, data_path):
            answers.write(struct.pack("<I", len(frame)) + frame)
        answers.flush()


def main() -> None:
    """Answer requests from standard input until it ends."""
    library_path, data_path = sys.argv[1:]
    # The parent handles Ctrl-C, and closes the input of this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Output of the library must not get between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(EOFError, BrokenPipeError):
        _serve(sys.stdin.buffer, answers, library_path, data_path)
    # If the parent has ended, the pipe is closed, and flushing at exit would fail.
    os._exit(0)


if __name__ == "__main__":
    main()
