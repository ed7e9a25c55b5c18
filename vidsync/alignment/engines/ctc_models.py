"""Loads CTC networks, such as wav2vec 2.0, from the user's own files.

A model is either a folder as `transformers` saves it, or the weights of torchaudio's MMS_FA bundle
for 1130 languages in Latin letters. The latter run in `transformers` too: the two libraries name
the same layers differently, and torchaudio's wheels need CUDA.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from vidsync.alignment.sound.features import Floats
from vidsync.errors import DependencyError, InputError

MMS = "MMS_FA"
"""The name of torchaudio's bundle of weights."""

_MMS_SOURCE = "https://dl.fbaipublicfiles.com/mms/torchaudio/ctc_alignment_mling_uroman/model.pt"
_MMS_LETTERS = "-aienoutsrmkldghybpwcvjzf'qx"
# Dimensions that the weights' shapes do not tell: strides of the convolutions, width of a head.
_STRIDES = (5, 2, 2, 2, 2, 2, 2)
_HEAD = 64
_INSTALL = "pip install 'vidsync[neural]'"


@dataclass(frozen=True, slots=True, eq=False)
class LetterNetwork:
    """A network that gives the probability of each letter in every 20 ms.

    Attributes:
        model: a CTC model of `transformers`.
        letters: the number of each letter, without the blank.
        blank: the number of the blank.
    """

    model: Any
    letters: Mapping[str, int]
    blank: int

    def log_probabilities(self, sound: Floats) -> Floats:
        """Return the log probability of every letter, of shape (frames, letters)."""
        import torch

        values = (sound - sound.mean()) / (sound.std() + np.float32(1e-7))
        with torch.inference_mode():
            logits = self.model(torch.from_numpy(values)[None]).logits[0]
            return np.asarray(torch.log_softmax(logits, dim=-1).numpy(), np.float32)


@cache
def load_folder(folder: Path) -> LetterNetwork:
    """Load the network in a folder: ``config.json``, ``vocab.json`` and its weights.

    Raises:
        InputError: the folder does not contain such a model.
        DependencyError: torch or transformers are not installed.
    """
    vocabulary = folder / "vocab.json"
    if not (folder / "config.json").is_file() or not vocabulary.is_file():
        raise InputError(
            f"{folder} is not a folder of a CTC model",
            hint="a model has config.json, vocab.json and weights, as transformers saves them",
        )
    transformers = _import_transformers("ctc")
    try:
        letters = json.loads(vocabulary.read_text(encoding="utf-8"))
        model = transformers.AutoModelForCTC.from_pretrained(
            str(folder), local_files_only=True
        ).eval()
    except (OSError, ValueError) as error:
        raise InputError(f"the model in {folder} cannot be loaded: {error}") from error
    if not isinstance(letters, dict) or not all(type(x) is int for x in letters.values()):
        raise InputError(
            f"{vocabulary} does not give a number to each letter",
            hint="a model of many languages has a table for each: save the one of your language",
        )
    blank = model.config.pad_token_id
    if blank is None:
        raise InputError(f"the model in {folder} does not define its blank (pad_token_id)")
    return LetterNetwork(model, _without_blank(letters, int(blank)), int(blank))


@cache
def load_mms(weights: Path | None) -> LetterNetwork:
    """Load the network of torchaudio's MMS_FA.

    Args:
        weights: its ``model.pt``; None is where torchaudio keeps it. `MMS` instead of a path
            downloads it to that place.

    Raises:
        InputError: the weights are missing, or belong to another network.
        DependencyError: torch or transformers are not installed.

    Source:
        The layers' names in torchaudio's and transformers' implementations of wav2vec 2.0
        (Baevski et al. 2020); letters and weights of Pratap et al. (2023), CC BY-NC 4.0.
    """
    transformers = _import_transformers("mms")
    state = _load_mms_weights(weights)
    try:
        renamed = {_rename_layer(name): value for name, value in state.items()}
        model = transformers.Wav2Vec2ForCTC(_make_config(transformers, state)).eval()
        model.load_state_dict(renamed)
    except (KeyError, RuntimeError, AttributeError, IndexError, ValueError) as error:
        raise InputError(
            f"{weights or 'the file'} does not contain the weights of {MMS}: {str(error)[:200]}",
            hint="torchaudio.pipelines.MMS_FA.get_model() downloads them: model.pt",
        ) from error
    letters = {letter: index for index, letter in enumerate(_MMS_LETTERS)}
    return LetterNetwork(model, _without_blank(letters, 0), 0)


def _without_blank(letters: Mapping[str, int], blank: int) -> Mapping[str, int]:
    """Return the letters without the blank, which MMS writes as a hyphen."""
    return {letter: number for letter, number in letters.items() if number != blank}


def _import_transformers(engine: str) -> Any:
    try:
        import torch  # noqa: F401 - transformers imports without it, and then has no models
        import transformers
    except ImportError as error:
        raise DependencyError(
            f"the engine {engine} needs torch and transformers", hint=_INSTALL
        ) from error
    return transformers


def _load_mms_weights(weights: Path | None) -> dict[str, Any]:
    import torch

    if weights == Path(MMS):
        try:
            state = torch.hub.load_state_dict_from_url(
                _MMS_SOURCE, map_location="cpu", weights_only=True
            )
        except OSError as error:
            raise InputError(f"the weights of {MMS} cannot be downloaded: {error}") from error
        return dict(state)
    file = weights or Path(torch.hub.get_dir(), "checkpoints", Path(_MMS_SOURCE).name)
    if not file.is_file():
        raise InputError(
            f"the weights of {MMS} are not at {file}",
            hint=f"give their path, or model={MMS!r} to download them "
            "(1.2 GB, not for commercial use)",
        )
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise InputError(f"{file} does not contain weights: {str(error)[:200]}") from error
    if not isinstance(state, dict):
        raise InputError(f"{file} does not contain weights but a {type(state).__name__}")
    return state


def _rename_layer(name: str) -> str:
    """Return transformers' name of a layer of torchaudio."""
    for theirs, ours in (
        ("aux.", "lm_head."),
        ("encoder.transformer.", "wav2vec2.encoder."),
        ("encoder.feature_projection.", "wav2vec2.feature_projection."),
        ("feature_extractor.", "wav2vec2.feature_extractor."),
    ):
        if name.startswith(theirs):
            name = ours + name.removeprefix(theirs)
            break
    # Newer versions of torch keep the two parts of a normalized weight elsewhere.
    return name.replace("conv.weight_g", "conv.parametrizations.weight.original0").replace(
        "conv.weight_v", "conv.parametrizations.weight.original1"
    )


def _make_config(transformers: Any, state: Mapping[str, Any]) -> Any:
    """Return the network's configuration, by the shapes of its weights."""
    letters, width = state["aux.weight"].shape
    if letters != len(_MMS_LETTERS):
        raise ValueError(f"it has {letters} letters, not {len(_MMS_LETTERS)}")
    convolutions = [
        state[f"feature_extractor.conv_layers.{index}.conv.weight"].shape
        for index in range(len(_STRIDES))
    ]
    layer = "encoder.transformer.layers."
    numbers = {int(name.split(".")[3]) for name in state if name.startswith(layer)}
    position = next(
        value.shape
        for name, value in state.items()
        if name.endswith(("pos_conv_embed.conv.weight_v", "conv.parametrizations.weight.original1"))
    )
    return transformers.Wav2Vec2Config(
        vocab_size=letters,
        hidden_size=width,
        num_hidden_layers=len(numbers),
        num_attention_heads=max(1, width // _HEAD),
        intermediate_size=state[layer + "0.feed_forward.intermediate_dense.weight"].shape[0],
        conv_dim=[shape[0] for shape in convolutions],
        conv_kernel=[shape[2] for shape in convolutions],
        conv_stride=list(_STRIDES),
        conv_bias=True,
        feat_extract_norm="layer",
        do_stable_layer_norm=True,
        num_conv_pos_embeddings=position[2],
        num_conv_pos_embedding_groups=width // position[1],
        # transformers has a layer for masked parts of a sound that only training uses.
        mask_time_prob=0.0,
        mask_feature_prob=0.0,
        pad_token_id=0,
    )
