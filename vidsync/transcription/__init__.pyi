from .recognition import Recognition
from .recognizer import Recognizer, find_recognizer, recognizer_names
from .report import Doubt, Transcription
from .speakers.voice_encoder import OnnxVoiceEncoder, VoiceEncoder
from .transcriber import transcribe, transcribe_with_report

__all__ = [
    "Doubt",
    "OnnxVoiceEncoder",
    "Recognition",
    "Recognizer",
    "Transcription",
    "VoiceEncoder",
    "find_recognizer",
    "recognizer_names",
    "transcribe",
    "transcribe_with_report",
]
