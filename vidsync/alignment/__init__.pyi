from .recording import align, align_with_report, refine
from .report import Alignment, ExtraSpeech, MissingText, Report

__all__ = [
    "Alignment",
    "ExtraSpeech",
    "MissingText",
    "Report",
    "align",
    "align_with_report",
    "refine",
]
