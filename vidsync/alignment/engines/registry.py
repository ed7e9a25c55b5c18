"""The engines by name, and what each needs: pronunciations, models, voices.

An `EngineChoice` is all that a process needs to align a part as any other process would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from vidsync.alignment.engines.auto import AutoSolver, ChoiceRules, prefers_warping
from vidsync.alignment.engines.dtw import DtwSolver
from vidsync.alignment.engines.sphinx_decoder import Pronunciations, Recognizer
from vidsync.alignment.engines.sphinx_solver import SphinxRules, SphinxSolver
from vidsync.alignment.long.anchors import Anchor, SearchPlace, choose_anchor
from vidsync.alignment.long.windows import Solver
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats
from vidsync.alignment.text.lexicon import pronounce_words
from vidsync.alignment.text.tokens import Token
from vidsync.checks import check_choice
from vidsync.errors import InputError

Engine = Literal["auto", "sphinx", "dtw", "ctc", "mms", "whisper"]
"""The names of the engines; ``auto`` chooses ``sphinx`` or ``dtw``."""

# Engines that need the user's model, and what to give.
_NEEDS_MODEL = {
    "ctc": "give its folder: model='wav2vec2-base-960h'",
    "whisper": "give its folder, or the name of one that was fetched: model='small'",
}

# Seconds of the beginning, and the tokens offered for them, that the choice is based on.
_SAMPLE_SECONDS = 20.0
_SAMPLE_TOKENS = 80
# A model of another language fits worse, but is still better for voices unlike espeak-ng's.
_FOREIGN_CHOICE = ChoiceRules(likely_score=-1.18, doubtful_score=-1.25, acoustic_score=-32.0)
# The French model scores wrong text higher than the English one does.
_FRENCH = SphinxRules(half_sure=-41.0, steepness=6.0)
# A model of another language scores all text lower, right or wrong.
_FOREIGN = SphinxRules(good_score=-36.0, bad_score=-46.0, hopeless_score=-40.0, half_sure=-57.0)


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine with everything it needs.

    Attributes:
        name: ``sphinx``, ``dtw``, ``ctc``, ``mms`` or ``whisper``.
        language: BCP 47 tag.
        pronunciations: of the words that the model's dictionary lacks.
        model: the user's model, for the last three.
    """

    name: str
    language: str
    pronunciations: Mapping[str, Pronunciations] = field(default_factory=dict)
    model: Path | str | None = None

    @property
    def is_neural(self) -> bool:
        """Whether a neural network does the work; it uses all cores by itself."""
        return self.name in ("ctc", "mms", "whisper")


def choose_engine(
    sound: Floats,
    tokens: Sequence[Token],
    *,
    language: str,
    engine: str,
    model: Path | str | None = None,
) -> EngineChoice:
    """Prepare an engine for a text; ``auto`` decides by the beginning of the sound.

    Raises:
        VoiceError: the language is not known.
        InputError: the engine is unknown, lacks its model, or does not take one.
    """
    check_choice("alignment engine", engine, get_args(Engine))
    if engine in _NEEDS_MODEL and model is None:
        raise InputError(f"the engine {engine} needs a model", hint=_NEEDS_MODEL[engine])
    if model is not None and engine in ("auto", "sphinx", "dtw"):
        raise InputError(
            f"the engine {engine} does not take a model",
            hint="only the engines ctc, mms and whisper take a model",
        )
    if engine in ("ctc", "mms"):
        return EngineChoice(engine, language, model=model)
    choice = EngineChoice(engine, language, _find_pronunciations(tokens, language), model)
    if engine != "auto":
        return choice
    length = round(_SAMPLE_SECONDS * SAMPLE_RATE)
    whole = len(sound) <= length
    warped = prefers_warping(
        sound[:length],
        tokens if whole else tokens[:_SAMPLE_TOKENS],
        DtwSolver(_voice(language)),
        _acoustic_solver(choice),
        whole=whole,
        rules=_choice_rules(language),
    )
    return replace(choice, name="dtw" if warped else "sphinx")


def solver_for(choice: EngineChoice) -> Solver:
    """Return the solver of an engine, in this process."""
    if choice.is_neural:
        return _neural_solver(choice)
    acoustic = _acoustic_solver(choice)
    if choice.name == "sphinx":
        return acoustic
    warp = DtwSolver(_voice(choice.language))
    thorough = _acoustic_solver(choice, thorough=True)
    return AutoSolver(warp, acoustic, thorough, _choice_rules(choice.language))


def _neural_solver(choice: EngineChoice) -> Solver:
    # Imported late: they need extras.
    if choice.name == "whisper":
        from vidsync.alignment.engines.whisper import WhisperSolver, load_listener

        hear = load_listener(choice.model or "", choice.language)
        return WhisperSolver(hear, _acoustic_solver(choice), choice.language)
    from vidsync.alignment.engines.ctc import CtcSolver
    from vidsync.alignment.engines.ctc_models import load_folder, load_mms

    model = Path(choice.model) if choice.model else None
    if choice.name == "ctc" and model:
        return CtcSolver(load_folder(model))
    return CtcSolver(load_mms(model))


def acoustic_solver(language: str) -> SphinxSolver:
    """Return the solver of a language's acoustic model, for sounds without a text."""
    return _acoustic_solver(EngineChoice("sphinx", language))


def find_anchor(place: SearchPlace, choice: EngineChoice) -> Anchor | None:
    """Return where a part may begin, if its first words are among the tokens."""
    found = _acoustic_solver(choice).solve_anywhere(place.sound, place.tokens)
    return choose_anchor(place, found)


def _acoustic_solver(choice: EngineChoice, *, thorough: bool = False) -> SphinxSolver:
    model = _model(choice.language)
    rules = _FRENCH if model == "fr-fr" else SphinxRules()
    if not _is_native(choice.language):
        rules = _FOREIGN
    if thorough:
        # Search every window for differences, however well it fits.
        rules = replace(rules, good_score=0.0)
    return SphinxSolver(_recognizer(model), choice.pronunciations, rules)


def _choice_rules(language: str) -> ChoiceRules:
    return ChoiceRules() if _is_native(language) else _FOREIGN_CHOICE


def _is_native(language: str) -> bool:
    """Return whether there is an acoustic model for the language itself."""
    return language.partition("-")[0] in ("en", "fr")


def _model(language: str) -> str:
    return "fr-fr" if language.partition("-")[0] == "fr" else "en-us"


def _voice(language: str) -> str:
    """Return espeak-ng's voice for the way in which most recordings speak a language."""
    return "en-us" if language == "en" else language


@cache
def _recognizer(model: str) -> Recognizer:
    """Return this process's recognizer for a model; loading one takes a moment."""
    return Recognizer(model)


def _find_pronunciations(tokens: Sequence[Token], language: str) -> Mapping[str, Pronunciations]:
    recognizer = _recognizer(_model(language))
    words = {word for token in tokens for form in token.readings for word in form}
    unknown = sorted(
        word for word in words if not (_is_native(language) and recognizer.knows(word))
    )
    french = _model(language) == "fr-fr"
    found = pronounce_words(unknown, _voice(language), french=french)
    return {word: (sounds,) for word, sounds in found.items()}
