from .aligner import align, align_with_report
from .refinement import refine
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
