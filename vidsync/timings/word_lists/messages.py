"""Messages of a stream: which of them are final, and which are sent again later."""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.timings.reading.fields import Object

_FINAL = ("is_final", "isFinal", "final", "end_of_turn", "is_end_of_utterance")
_PARTIAL = ("is_partial", "isPartial", "IsPartial", "partial")
_KINDS = ("type", "message_type", "event", "message", "status", "transcript_type", "kind")
_PARTIAL_KINDS = ("partial", "interim", "hypothesis", "recognizing", "intermediate", "unstable")
# What numbers the parts of a stream; a part that is sent again replaces the one before.
_NUMBERS = ("turn_order", "utterance_id", "segment_id", "result_id", "resultId", "ResultId")


def keep_final(messages: Sequence[object]) -> list[Object]:
    """Return the messages that are final; of one that is sent again, the last.

    Where no message says that it is final, all are kept.
    """
    objects = [message for message in messages if isinstance(message, dict)]
    final = [message for message in objects if not is_partial(message)]
    kept: dict[object, Object] = {}
    for index, message in enumerate(final):
        number = next(
            ((key, message[key]) for key in _NUMBERS if isinstance(message.get(key), str | int)),
            None,
        )
        kept[index if number is None else number] = message
    return list(kept.values())


def is_partial(message: Object) -> bool:
    """Tell whether a message says that it is not final."""
    if any(message.get(key) is False for key in _FINAL):
        return True
    if any(message.get(key) is True for key in _PARTIAL):
        return True
    kinds = (message.get(key) for key in _KINDS)
    return any(
        isinstance(kind, str) and any(word in kind[:80].lower() for word in _PARTIAL_KINDS)
        for kind in kinds
    )
