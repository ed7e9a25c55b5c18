from .recognition import Recognition
from .recognizer import Recognizer, find_recognizer, recognizer_names

__all__ = [
    "Recognition",
    "Recognizer",
    "find_recognizer",
    "recognizer_names",
]
