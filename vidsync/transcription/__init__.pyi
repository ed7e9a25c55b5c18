from .listening.transcription import Transcription
from .recognition import Recognition
from .recognizer import Recognizer, find_recognizer, recognizer_names
from .transcriber import transcribe, transcribe_with_report

__all__ = [
    "Recognition",
    "Recognizer",
    "Transcription",
    "find_recognizer",
    "recognizer_names",
    "transcribe",
    "transcribe_with_report",
]
