"""The type of every path that a caller may give."""

from __future__ import annotations

import os
from typing import TypeAlias

PathLike: TypeAlias = str | os.PathLike[str]
"""A path as text or as any path object."""
