"""The timing formats by name, and the detection of a document's format.

To add a format, write a class as the documentation's page on extending shows, and add a line to
`FORMATS`. Other packages add theirs by entry points in the group ``vidsync.timings``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from vidsync.errors import FormatError, near_matches
from vidsync.extensions import LazyRegistry, with_extensions
from vidsync.timings.base import TimingFormat
from vidsync.timings.formats.vidsync_json import FORMAT as OWN_FORMAT
from vidsync.timings.reading.text_format import TextFormat
from vidsync.timings.word_lists.nearest import SMALLEST, describe_nearest

ENTRY_POINTS = "vidsync.timings"
_PACKAGE = "vidsync.timings.formats"
_PLAIN = "words"

FORMATS: Mapping[str, TimingFormat] = LazyRegistry(
    _PACKAGE,
    {
        "vidsync": "vidsync_json:VidsyncJsonFormat",
        "lmnt": "services.lmnt:LmntFormat",
        "playkit": "services.playkit:PlayKitFormat",
        "speechbase": "services.speechbase:SpeechbaseFormat",
        "cartesia": "services.cartesia:CartesiaFormat",
        "elevenlabs": "services.elevenlabs:ElevenLabsFormat",
        "azure": "services.azure:AzureFormat",
        "polly": "services.polly:PollyFormat",
        "google": "services.google:GoogleFormat",
        "inworld": "services.inworld:InworldFormat",
        "hume": "services.hume:HumeFormat",
        "rime": "services.rime:RimeFormat",
        "minimax": "services.minimax:MiniMaxFormat",
        "openai": "services.openai:OpenAIFormat",
        "whisper": "recognizers.whisper:WhisperFormat",
        "kokoro-fastapi": "engines.kokoro_fastapi:KokoroFastApiFormat",
        "talkinghead": "engines.talkinghead:TalkingHeadFormat",
        "edge-tts": "engines.edge_tts:EdgeTtsFormat",
        "swama": "engines.swama:SwamaFormat",
        "piper-plus": "engines.piper_plus:PiperPlusFormat",
        "deepgram": "recognizers.deepgram:DeepgramFormat",
        "assemblyai": "recognizers.assemblyai:AssemblyAIFormat",
        "amazon-transcribe": "recognizers.amazon_transcribe:AmazonTranscribeFormat",
        "google-speech": "recognizers.google_speech:GoogleSpeechFormat",
        "elevenlabs-scribe": "recognizers.elevenlabs_scribe:ElevenLabsScribeFormat",
        "rev-ai": "recognizers.rev_ai:RevAIFormat",
        "speechmatics": "recognizers.speechmatics:SpeechmaticsFormat",
        "gladia": "recognizers.gladia:GladiaFormat",
        "vosk": "recognizers.vosk:VoskFormat",
        "watson": "recognizers.watson:WatsonFormat",
        "azure-speech": "recognizers.azure_speech:AzureSpeechFormat",
        "transformers": "recognizers.transformers:TransformersFormat",
        "nemo": "recognizers.nemo:NemoFormat",
        "gentle": "aligners.gentle_aeneas:GentleFormat",
        "aeneas": "aligners.gentle_aeneas:AeneasFormat",
        "premiere": "editors.premiere:PremiereFormat",
        "remotion": "editors.remotion:RemotionFormat",
        "pycaps": "editors.pycaps:PycapsFormat",
        "otio": "editors.otio:OtioFormat",
        "stamped-text": "editors.premiere:StampedTextFormat",
        "headed-text": "editors.headed_text:HeadedTextFormat",
        "srt": "subtitles.srt:SrtFormat",
        "webvtt": "subtitles.webvtt:WebVttFormat",
        "ass": "subtitles.substation.ass:AssFormat",
        "ttml": "subtitles.ttml:TtmlFormat",
        "scc": "subtitles.scc:SccFormat",
        "lrc": "subtitles.lrc:LrcFormat",
        "youtube-json3": "subtitles.youtube.json3:YouTubeJson3Format",
        "youtube-srv3": "subtitles.youtube.srv3:YouTubeSrv3Format",
        "sbv": "subtitles.youtube.sbv:SbvFormat",
        "subtitles": "subtitles.substation.other:OtherSubtitlesFormat",
        "textgrid": "aligners.textgrid:TextGridFormat",
        "mfa-json": "aligners.mfa:MfaJsonFormat",
        "mfa-csv": "aligners.mfa:MfaCsvFormat",
        "ctm": "aligners.rows:CtmFormat",
        "audacity": "aligners.rows:AudacityFormat",
        "csv": "aligners.rows:CsvFormat",
        "cues": "cues_json:CuesJsonFormat",
        "words": "words_json:WordsJsonFormat",
    },
)
"""The formats that ship with vidsync, by name."""


@cache
def formats() -> Mapping[str, TimingFormat]:
    """Return every format by name: those that ship with vidsync, then those of other packages."""
    return with_extensions(FORMATS, ENTRY_POINTS, TimingFormat)


def format_names() -> tuple[str, ...]:
    """Return the names that ``format=`` accepts."""
    return tuple(formats())


def get_format(name: str) -> TimingFormat:
    """Return a format by its name.

    Raises:
        FormatError: there is no format of that name.
    """
    if name not in formats():
        raise FormatError(f"no timing format {name!r}", hint=near_matches(name, formats()))
    return formats()[name]


# The beginning of a document that vidsync wrote; no text format begins like this.
_OWN_DOCUMENT = re.compile(rf'\s*\{{\s*"format":\s*"{OWN_FORMAT}"')


def is_text_document(text: str, name: str | None = None) -> bool:
    """Tell whether a document's format is plain text, not JSON.

    Args:
        text: the whole document.
        name: its format; None detects it from the content.
    """
    if name is not None:
        return isinstance(get_format(name), TextFormat)
    if _OWN_DOCUMENT.match(text):
        return False  # without importing every text format
    return any(f.recognises(text) for f in formats().values() if isinstance(f, TextFormat))


def detect_format(value: object, document: str) -> tuple[str, TimingFormat]:
    """Return the only format that recognises a document.

    Args:
        value: the parsed document.
        document: its name in errors.

    Raises:
        FormatError: no format recognises it, or more than one does.
    """
    own = formats()["vidsync"]
    if own.recognises(value):  # the document names its format: this is certain
        return "vidsync", own
    known = [
        (name, format_)
        for name, format_ in formats().items()
        if isinstance(format_, TextFormat) == isinstance(value, str)
        and name != _PLAIN
        and format_.recognises(value)
    ]
    # Many documents could be plain words, so that format is only for those of no other.
    if not known and formats()[_PLAIN].recognises(value):
        known = [(_PLAIN, formats()[_PLAIN])]
    if len(known) == 1:
        return known[0]
    if known:
        names = " and ".join(repr(name) for name, _ in known)
        raise FormatError(f"{document} could be {names}", hint="name its format: format=…")
    raise FormatError(
        f"{document} is not in a known timing format{describe_nearest(value, formats())}",
        hint=f"the smallest document that is read is {SMALLEST}; vidsync formats lists the others",
    )
