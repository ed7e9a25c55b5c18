"""How two neighbouring words belong together, by word lists and a few endings.

There is no parser: it is enough to tie an article to its noun and a preposition to its object, in
a microsecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from vidsync.writing import CLOSERS, OPENERS


class Tie(Enum):
    """How two words belong together."""

    HELD = auto()
    """A function word and what it belongs to: "the | dog", "of | course", "have | seen"."""
    NUMBER = auto()
    """A number and what it counts, or what it numbers: "30 | minutes", "chapter | 5"."""
    NAME = auto()
    """Two parts of a name: "New | York"."""
    PHRASE = auto()
    """A word and its complement: "own | footage", "give | up", "see | it"."""
    LOOSE = auto()
    """A noun and its complement: "the end | of", "want | to"."""
    PREPOSITION = auto()
    """A phrase begins with the second word, a preposition."""
    OPENING = auto()
    """A noun phrase or a clause begins with the second word: "sleeps | all day"."""
    CONJUNCTION = auto()
    """A clause begins with the second word."""
    NONE = auto()
    """The relation is unknown."""


@dataclass(frozen=True, slots=True)
class _Language:
    """The closed classes of one language.

    Attributes:
        holding: words that belong to the one after them.
        conjunctions: words that begin a clause.
        prepositions: words that begin a phrase and belong to the one after them.
        following: words that belong to the one before them, such as postpositions.
    """

    holding: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    following: frozenset[str] = frozenset()


def find_tie(left: str, right: str, language: str = "") -> Tie:
    """Return how a word belongs to the one after it.

    Args:
        left: the first word as shown; it ends no sentence and no clause.
        right: the word after it.
        language: BCP 47 tag; languages without word lists use those of English.

    Source:
        Netflix Timed Text Style Guide, line treatment: articles and nouns, adjectives and
        nouns, first and last names, verbs with their subject pronouns, particles,
        auxiliaries, reflexives and negations stay together; lines break before
        conjunctions and prepositions.
    """
    tag = language.split("-")[0].lower()
    lists = _LANGUAGES.get(tag, _ENGLISH)
    first, second = strip_punctuation(left), strip_punctuation(right)
    starts_phrase = second in lists.prepositions or second in lists.conjunctions
    if (first, second) in _COMPOUNDS or second in lists.following:
        return Tie.HELD
    if first in _PRONOUNS and starts_phrase:
        # "watch it | on your phone", "sing this | for me": here it is not a subject.
        return Tie.PREPOSITION
    if first in lists.prepositions and second in lists.prepositions and first != "to":
        # "go in | by the back door": the first is a particle.
        return Tie.PREPOSITION
    if first in _TITLES:
        return Tie.NAME
    if lists is _ENGLISH and _is_complete(first, second):
        return Tie.LOOSE
    if first in lists.holding or first in lists.prepositions or _is_possessive(first):
        # "she is | and will be": the auxiliary stands for its verb.
        return Tie.CONJUNCTION if second in lists.conjunctions - {"that"} else Tie.HELD
    if (_counts(first) and not starts_phrase) or (first in _NUMBERED and _counts(second)):
        return Tie.NUMBER
    if is_name(left) and is_name(right):
        return Tie.NAME
    if lists is _ENGLISH and (english := _english(first, second, lists)):
        return english
    if second in _OBJECTS:
        return Tie.PHRASE
    if first in lists.conjunctions:
        return Tie.HELD
    if right[0] in OPENERS or second in lists.conjunctions:
        return Tie.CONJUNCTION
    if second in lists.prepositions:
        return Tie.PREPOSITION
    return Tie.OPENING if second in lists.holding else Tie.NONE


def strip_punctuation(word: str) -> str:
    """Return a word without the punctuation around it, in lower case."""
    return word.strip("\"'“”‘’«»()[]{}.,;:!?…¿¡—–।॥،؛؟").casefold().replace("’", "'")


def is_name(word: str) -> bool:
    """Whether a word is written like a name: one capital, then small letters."""
    bare = word.strip(OPENERS + CLOSERS).removesuffix("'s").removesuffix("’s")
    return len(bare) > 1 and bare[0].isupper() and bare[1:].islower() and bare[-1].isalpha()


def _english(first: str, second: str, lists: _Language) -> Tie | None:
    content = second not in lists.holding and second not in lists.conjunctions
    if first in _VERBS_OF_PARTICLES.get(second, ()) or second in _REFLEXIVES:
        return Tie.PHRASE
    if first in _QUESTIONS and content:
        return Tie.HELD
    if content and second not in lists.prepositions and _is_modifier(first):
        return Tie.PHRASE
    if second == "of" or (second == "to" and first in _BEFORE_INFINITIVES):
        return Tie.LOOSE
    if second in _PERSONS and first in _VERBS_OF_PERSONS:
        return Tie.PHRASE
    if second in _NEGATIONS or (second in _AUXILIARIES and first in _SUBJECTS):
        return Tie.PHRASE
    return None


def _is_complete(first: str, second: str) -> bool:
    """Whether a function word needs no next word: "what to do | about", "is | a friend"."""
    if first in _AUXILIARIES:
        return second in _ENGLISH.prepositions or second in _DETERMINERS
    if first in _PERSONS:
        return second in ("not", "to")
    return first == "as" and second in _DETERMINERS


def _is_modifier(word: str) -> bool:
    """Whether a word usually precedes the noun or adjective that it modifies."""
    return word in _MODIFIERS or (len(word) > 5 and word.endswith(_ADJECTIVE_ENDINGS))


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "s'")) and len(word) > 3


def _counts(word: str) -> bool:
    bare = word.lstrip("$€£¥+-−#")
    return bare[:1].isdigit() or word in _NUMBER_WORDS


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("mr mrs ms dr prof st sr sra hr fr m mme mlle sir lady lord captain president")
_NUMBERED = _set(
    "page chapter part version number no step act scene room figure table level episode season "
    "january february march april june july august september october november december"
)
_NUMBER_WORDS = _set(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion dozen half"
)

# Pronouns that stay with the verb before them.
_OBJECTS = _set("it him them us me")
_PRONOUNS = _OBJECTS | _set("you her that this those these")
_REFLEXIVES = _set("myself yourself himself herself itself ourselves yourselves themselves")
_PERSONS = _set("you her")
_VERBS_OF_PERSONS = _set(
    "tell tells told ask asks asked give gives gave show shows showed help helps helped let lets "
    "make makes made want wants wanted see sees saw teach teaches taught call calls called thank "
    "keep keeps kept leave leaves left hear hears heard meet met love loved like liked"
)
_DETERMINERS = _set("a an the my your his her its our their this these those some any every no")
_NEGATIONS = _set("not never")
_SUBJECTS = _set("there here what who that this which where how everybody everyone nobody")
_QUESTIONS = _set("what how why whose")
_AUXILIARIES = _set(
    "am is are was were be been being have has had do does did will would can could shall should "
    "may might must don't doesn't didn't won't can't isn't aren't wasn't weren't couldn't "
    "wouldn't shouldn't haven't hasn't hadn't"
)
_BEFORE_INFINITIVES = _set(
    "want wants wanted going have has had need needs needed got able used try tries tried like "
    "ought supposed about ready begin began start started decided hope hoped plan planned forgot "
    "learn learned refuse refused"
)

# Second words that form one preposition, conjunction or idiom with the first.
_COMPOUNDS = frozenset(
    tuple(pair.split("_"))
    for pair in _set(
        "out_of up_to next_to because_of instead_of such_as as_well as_long as_soon as_far "
        "as_if as_though even_if even_though so_that in_between according_to due_to thanks_to "
        "rather_than more_than less_than each_other one_another a_lot at_least at_all no_one "
        "inside_of outside_of ahead_of close_to away_from from_under kind_of sort_of "
        "of_course right_now only_if just_as in_front long_as soon_as well_as far_as lot_of "
        "lots_of one_of some_of all_of most_of many_of couple_of out_loud so_far such_a "
        "such_an what_a what_an quite_a half_a half_an"
    )
)

_VERBS_OF_PARTICLES = {
    particle: _set(verbs)
    for particle, verbs in {
        "up": "give gave gives giving given pick picked get got look looked turn turned wake woke "
        "grow grew grown show showed set sets setting stand stood come came bring brought make "
        "made take took speed speeds back backed end ended clean cleaned use used hold held line "
        "lined sign signed warm warmed break broke mix mixed hurry",
        "down": "sit sat slow slowed break broke calm calmed turn turned write wrote put cut shut "
        "lie lay fall fell go went come came let scroll scrolled narrow settle settled",
        "out": "find found figure figured turn turned come came go went run ran work worked point "
        "pointed carry carried check checked hang watch stand reach reached leave left cut throw "
        "threw try tried give gave get got take took look",
        "off": "turn turned switch switched take took put cut log logged show showed pay paid set "
        "drop dropped go went call called get got fall fell",
        "on": "carry carried hold hang hung move switch switched log logged turn turned keep kept "
        "go goes went",
        "in": "log logged check checked fill filled plug plugged zoom zoomed give gave",
        "away": "go went run ran walk walked throw threw give gave put take took fade fades look "
        "right get got",
        "back": "come came go went look looked get got give gave call called bring brought take "
        "took send sent sit step stepped",
        "over": "take took turn turned hand handed start think",
        "around": "turn turned look looked walk walked",
    }.items()
}

_ADJECTIVE_ENDINGS = ("ous", "ful", "less", "able", "ible", "ical", "ive", "ish", "ary", "ular")
_ADJECTIVES = _set(
    "own new old good bad great best worst better worse big small large little long short high "
    "low young early late right wrong first second third last next same other different few many "
    "several whole full empty real main public private free open clear hard soft easy simple "
    "strong weak fast slow quick hot cold warm cool dark bright light heavy deep wide narrow thick "
    "thin rich poor sweet fresh clean dirty dry wet loud quiet happy sad angry nice fine single "
    "double extra entire final basic current local global human social natural national general "
    "special common certain sure true false red green blue white black yellow brown orange grey "
    "gray golden silver wooden modern ancient huge tiny giant lazy lovely pretty ugly perfect "
    "favourite favorite secret foreign royal medical digital electric plastic daily weekly "
    "monthly very too more most less least really quite rather almost nearly only such both "
    "another just even extremely absolutely completely totally north south east west northern "
    "southern eastern western safe dear fair fine firm flat grand kind mad noisy odd plain proud "
    "pure rare raw ripe rough round sharp shy silent sick silly smart smooth sour steady steep "
    "straight strange stupid sudden tall tender tight tiny tired ugly upper lower inner outer "
    "usual vast wise worth healthy hungry thirsty dangerous busy cheap expensive cosy curious "
    "eager funny gentle greedy honest magic main major minor mighty modest naked narrow neat "
    "opposite personal physical political popular possible private recent regular serious similar "
    "square tough typical wild young little"
)


def _comparison_forms(word: str) -> tuple[str, ...]:
    """Return an adjective with its comparative and superlative."""
    if word.endswith("e"):
        stem = word[:-1]
    elif word.endswith("y"):
        stem = word[:-1] + "i"
    else:
        doubles = len(word) == 3 and word[1] in "aeiou" and word[2] in "bdgnt"
        stem = word + word[-1] if doubles else word
    return word, stem + "er", stem + "est"


_MODIFIERS = frozenset(form for word in _ADJECTIVES for form in _comparison_forms(word))

_ENGLISH = _Language(
    holding=_set(
        "a an the my your his her its our their this that these those some any every each no all "
        "i you he she it we they who i'm you're he's she's it's we're they're i've you've "
        "we've they've i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd "
        "they'd am is are was were be been being have has had do does did will would can could "
        "shall should may might must not don't doesn't didn't won't can't isn't aren't wasn't "
        "weren't couldn't wouldn't shouldn't haven't hasn't hadn't never very too so more most "
        "let's there's that's what's"
    ),
    conjunctions=_set(
        "and or but nor yet because although though while when where if unless until since "
        "that which whereas than as whether"
    ),
    prepositions=_set(
        "of in on at to from with without for by about into onto over under between through "
        "during before after against among around across behind beside beyond near off per "
        "toward towards upon via within above below beneath inside outside along past despite "
        "throughout except"
    ),
)
_LANGUAGES = {
    "en": _ENGLISH,
    "de": _Language(
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
    "fr": _Language(
        _set(
            "le la les un une des du l' mon ma mes ton ta tes son sa ses notre nos votre vos leur "
            "leurs ce cet cette ces je tu il elle on nous vous ils elles ne pas se me te est sont "
            "était ont a ai as avons avez suis êtes très plus"
        ),
        _set("et ou mais donc or ni car que qui quand si comme lorsque puisque parce"),
        _set("de à au aux en dans sur sous avec sans pour par chez vers entre depuis pendant"),
    ),
    "es": _Language(
        _set(
            "el la los las un una unos unas mi mis tu tus su sus nuestro nuestra este esta estos "
            "estas ese esa yo tú él ella nosotros ellos ellas no se me te lo le les es son era ha "
            "han he hemos está están fue muy más"
        ),
        _set("y e o u pero sino porque aunque que cuando si como mientras pues"),
        _set("de del a al en con sin por para sobre entre desde hasta hacia contra según"),
    ),
    "it": _Language(
        _set(
            "il lo la i gli le un uno una mio mia tuo tua suo sua nostro nostra questo questa "
            "quel quella io tu lui lei noi voi loro non mi ti si ci vi è sono era ho hai ha "
            "abbiamo hanno molto più"
        ),
        _set("e o ma perché che quando se come mentre anche quindi però"),
        _set("di del della dei delle a al alla da dal in nel nella con su sul per tra fra senza"),
    ),
    "pt": _Language(
        _set(
            "o a os as um uma uns umas meu minha teu tua seu sua nosso nossa este esta esse essa "
            "eu tu ele ela nós eles elas você não me te se é são era foi está tem tenho muito mais"
        ),
        _set("e ou mas porque que quando se como enquanto embora pois"),
        _set("de do da dos das em no na nos nas com sem por pelo pela para sobre entre até desde"),
    ),
    "ru": _Language(
        _set(
            "я ты он она оно мы вы они мой моя моё мои твой твоя наш наша ваш ваша его её их свой "
            "своя этот эта это эти тот та те не ни очень самый был была было были будет будут"
        ),
        _set("и а но или что чтобы потому если когда где как пока хотя либо зато который"),
        _set(
            "в во на с со к ко о об от до из за под над при про для без у по через между перед "
            "после около кроме"
        ),
        _set("же бы ли ль"),
    ),
    "ar": _Language(
        _set("هذا هذه ذلك تلك هؤلاء لا لم لن ما قد سوف كل بعض أي يا هو هي هم نحن أنا أنت كان كانت"),
        _set("و أو أم ثم لكن لأن لذلك عندما حين إذا لو أن إن الذي التي الذين كما بينما حتى"),
        _set("في من إلى على عن مع بعد قبل بين تحت فوق عند خلال حول ضد بدون منذ أمام خلف"),
    ),
    "hi": _Language(
        _set("मेरा मेरी मेरे तेरा हमारा हमारी आपका आपकी यह वह ये वे इस उस एक हर बहुत नहीं न मत"),
        _set("और या लेकिन मगर क्योंकि इसलिए अगर जब तब जो कि तो फिर जैसे ताकि"),
        frozenset(),
        _set(
            "में को से का की के ने तक पर लिए साथ बाद पहले द्वारा है हैं था थी थे हूँ हूं हो होगा "
            "होगी गया गई गए रहा रही रहे भी ही"
        ),
    ),
}
