"""What it costs to break between two words, and the best way to break a cue into lines.

Costs have no unit; about 1 is a break that nobody minds and 10 one that a reader trips
over. How long a cue may be, and when it must end, is segmentation's work.
"""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.transcript import ends_sentence

_CLAUSE_END = tuple(",;:—–、，；：،؛")
_CLOSERS = "\"'”’»)]}›」』）"
_OPENERS = "\"'“‘«([{‹「『（¿¡"

AFTER_SENTENCE = 0.0
AFTER_CLAUSE = 0.6
BEFORE_CONJUNCTION = 1.6
BEFORE_PREPOSITION = 2.2
BETWEEN_WORDS = 3.0
FORBIDDEN = 10.0

# What a unit of cost weighs against lines of unequal length, when a cue is set on lines.
_SYNTAX = 0.035


def break_cost(left: str, right: str, language: str = "") -> float:
    """The cost of ending a line or a cue after one word and before another.

    Args:
        left: the word before the break, as shown.
        right: the word after it.
        language: BCP 47 tag; the word lists of English where there are none.

    Source:
        Netflix Timed Text Style Guide, line treatment: break after punctuation, before
        conjunctions and prepositions; never after an article, a preposition, a pronoun
        subject, an auxiliary, a negation or a title, nor between a number and its unit.
    """
    if ends_sentence(left):
        return AFTER_SENTENCE
    bare = left.rstrip(_CLOSERS)
    if bare.endswith(_CLAUSE_END) or left[-1] in ")]}»”":
        return AFTER_CLAUSE
    first, second = _core(left), _core(right)
    closed, conjunctions, prepositions = _WORDS.get(language.split("-")[0].lower(), _ENGLISH)
    if first in _PRONOUNS and (second in prepositions or second in conjunctions):
        # "watch it | on your phone": here it is no subject.
        return BEFORE_PREPOSITION
    if first in closed or first in prepositions or _is_title(left):
        return FORBIDDEN
    if _is_number(first) and not _is_number(second):
        return FORBIDDEN * 0.8
    if _is_name(left) and _is_name(right):
        return FORBIDDEN * 0.7
    if second in _OBJECTS:
        return FORBIDDEN * 0.7
    if right[0] in _OPENERS or second in conjunctions:
        return BEFORE_CONJUNCTION
    if first in conjunctions:
        return FORBIDDEN * 0.8
    if second in prepositions:
        return BEFORE_PREPOSITION
    return BETWEEN_WORDS


def break_lines(
    widths: Sequence[float], gaps: Sequence[float], costs: Sequence[float], *, lines: int
) -> tuple[int, ...]:
    """The best way to set words on a number of lines.

    Balances the lines by width and weighs that against what each break costs; of two
    breaks that are equally good, the upper line is the shorter one.

    Args:
        widths: of each word, in any unit.
        gaps: the space before each word but the first (as many as words, the first
            unused), in the same unit.
        costs: of a break after each word (as many as words, the last unused).
        lines: how many; at least 1, and at most as many as words.

    Returns:
        The index after the last word of each line; the last is the number of words.

    Source:
        Knuth & Plass, Breaking Paragraphs into Lines (1981), for the search.
    """
    count = len(widths)
    ends = [0.0]
    for width, gap in zip(widths, gaps, strict=True):
        ends.append(ends[-1] + gap + width)
    ideal = ends[-1] / lines
    # best[line][word]: the cheapest way to set the first `word` words on `line` lines.
    best: list[dict[int, tuple[float, tuple[int, ...]]]] = [{0: (0.0, ())}]
    for line in range(1, lines + 1):
        row: dict[int, tuple[float, tuple[int, ...]]] = {}
        last = line == lines
        for end in [count] if last else range(line, count - (lines - line) + 1):
            cost = 0.0 if last else costs[end - 1] * _SYNTAX
            for start, (before, breaks) in best[-1].items():
                if start >= end:
                    continue
                width = ends[end] - ends[start] - gaps[start]
                uneven = (width - ideal) / ideal
                # A longer upper line counts a little more than a longer lower one.
                total = before + cost + uneven * uneven + (0 if last else 0.02 * max(0.0, uneven))
                if end not in row or total < row[end][0]:
                    row[end] = (total, (*breaks, end))
        best.append(row)
    return best[-1][count][1]


def _core(word: str) -> str:
    return word.strip("\"'“”‘’«»()[]{}.,;:!?…¿¡—–").casefold().replace("’", "'")


def _is_number(word: str) -> bool:
    return bool(word) and word.lstrip("$€£¥+-−#")[:1].isdigit()


def _is_title(word: str) -> bool:
    return word.casefold() in _TITLES


def _is_name(word: str) -> bool:
    core = word.strip(_OPENERS + _CLOSERS)
    return len(core) > 1 and core[0].isupper() and core[1:].islower() and core[-1].isalpha()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("mr. mrs. ms. dr. prof. st. sr. sra. hr. fr. mr mrs ms dr prof m. mme mlle")

# Pronouns that stay with the verb before them.
_OBJECTS = _set("it him them us me")
_PRONOUNS = _OBJECTS | _set("you her that this those these")

# Of each language: words that hold on to the next one; conjunctions; prepositions.
_ENGLISH = (
    _set(
        "a an the my your his her its our their this that these those some any every each no "
        "i you he she it we they who i'm you're he's she's it's we're they're i've you've "
        "we've they've i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd "
        "they'd am is are was were be been being have has had do does did will would can could "
        "shall should may might must not don't doesn't didn't won't can't isn't aren't wasn't "
        "weren't couldn't wouldn't shouldn't haven't hasn't hadn't never very too so more most "
        "let's there's that's what's"
    ),
    _set(
        "and or but nor yet because although though while when where if unless until since "
        "that which whereas than as"
    ),
    _set(
        "of in on at to from with without for by about into onto over under between through "
        "during before after against among around across behind beside beyond near off per "
        "toward towards upon via within"
    ),
)
_WORDS = {
    "en": _ENGLISH,
    "de": (
        _set(
            "der die das den dem des ein eine einen einem einer eines mein dein sein ihr unser "
            "euer kein keine ich du er sie es wir man bin bist ist sind war waren habe hat haben "
            "hatte wird werden wurde kann können muss müssen soll will nicht sehr zu"
        ),
        _set("und oder aber denn weil dass obwohl während wenn als ob sondern damit sowie"),
        _set(
            "in an auf aus bei mit nach von vom zum zur im am für durch gegen ohne um über unter "
            "vor hinter neben zwischen seit bis wegen"
        ),
    ),
    "fr": (
        _set(
            "le la les un une des du l' mon ma mes ton ta tes son sa ses notre nos votre vos leur "
            "leurs ce cet cette ces je tu il elle on nous vous ils elles ne pas se me te est sont "
            "était ont a ai as avons avez suis êtes très plus"
        ),
        _set("et ou mais donc or ni car que qui quand si comme lorsque puisque parce"),
        _set("de à au aux en dans sur sous avec sans pour par chez vers entre depuis pendant"),
    ),
    "es": (
        _set(
            "el la los las un una unos unas mi mis tu tus su sus nuestro nuestra este esta estos "
            "estas ese esa yo tú él ella nosotros ellos ellas no se me te lo le les es son era ha "
            "han he hemos está están fue muy más"
        ),
        _set("y e o u pero sino porque aunque que cuando si como mientras pues"),
        _set("de del a al en con sin por para sobre entre desde hasta hacia contra según"),
    ),
}
