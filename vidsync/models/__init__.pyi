from .catalogue import Model, ModelFile, find_model, models
from .fetching import fetch, install
from .storage import cache_folder, cached, missing_size, remove

__all__ = [
    "Model",
    "ModelFile",
    "cache_folder",
    "cached",
    "fetch",
    "find_model",
    "install",
    "missing_size",
    "models",
    "remove",
]
