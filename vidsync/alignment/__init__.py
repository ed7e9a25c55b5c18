"""Word and phone times for speech whose text is known, on the user's own machine.

`align` needs nothing but the audio and the exact text. What an engine of a service
says about times is read in the timings room; recognizing unknown speech is nobody's
work here.
"""

from vidsync.alignment.recording import align, align_with_report, refine
from vidsync.alignment.report import Alignment, ExtraSpeech, MissingText, Report

__all__ = [
    "Alignment",
    "ExtraSpeech",
    "MissingText",
    "Report",
    "align",
    "align_with_report",
    "refine",
]
