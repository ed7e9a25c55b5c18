"""The weights of the cost model by which captions are cut.

The cost of a cut is the sum of the costs of its breaks and of its cues. Costs have no unit: about 1
is a break that nobody notices, 18 one that a reader stumbles over. The weights were tuned on the
judged passages of ``tests/data/breaks`` by ``python -m tests.benchmarks tune_breaks``.
"""

from __future__ import annotations

from vidsync.captions.cues.grammar import Tie

# Of a break between two words.
AFTER_SENTENCE = 0.0
"""After the end of a sentence."""
AFTER_CLAUSE = 0.6
"""After a comma, a colon, a bracket or a closing quote."""
TIES = {
    Tie.HELD: 18.0,
    Tie.NUMBER: 17.0,
    Tie.NAME: 15.0,
    Tie.PHRASE: 14.0,
    Tie.LOOSE: 7.0,
    Tie.NONE: 4.0,
    Tie.OPENING: 2.6,
    Tie.PREPOSITION: 2.2,
    Tie.CONJUNCTION: 1.6,
}
"""Between two words of a clause, by how they belong together."""
WITHIN_WORD = 18.0
"""Within a phrase of a script without spaces."""
NEVER = 54.0
"""Where a rule of writing forbids a break; more than any alternative."""
PARTING = 12.5
"""A break of at least this cost parts what belongs together: it is forbidden."""

# Of a cue.
CUE = 1.0
"""Of every cue: fewer cues are better."""
EMPTY = 1.6
"""Of a cue without text, times the square of its empty part."""
SINGLE_WORD = 2.0
"""Of a cue with one word that does not end a sentence."""
TOO_SHORT = 6.0
"""Of a cue that is shown for no time, times the missing part of the shortest duration."""
TOO_FAST = 2.0
"""Of reading at twice the speed; at most twice that."""
DANGLING = 2.2
"""Of one or two words of the next clause at the end of a cue."""
SENTENCE_INSIDE = 4.0
"""Of each sentence that ends inside a cue."""
FRAGMENT = 4.0
"""Of the end of a sentence that began before the cue, or of a sentence that goes on after it, if
another sentence ends or begins in the cue."""

# Of the lines of a cue.
LINE_BREAK = 0.5
"""Share of the cost of a break that it has between two lines of a cue, in the choice of cues."""
SYNTAX = 0.6
"""Weight of the cost of a break against lines of unequal length, in the choice of lines."""
EARLY = 0.02
"""Of an upper line that is longer than the others, in parts of the mean length."""
