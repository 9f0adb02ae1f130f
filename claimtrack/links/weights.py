"""What the pair models weigh: a small table of numbers that was learned from labelled pairs.

A JSON text comes in, ``Weights`` go out. The shipped table lies beside this module; how it was learned, from what, and how
well it does is in ``docs/models/relations.md``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from claimtrack.claims.shipped import shipped_weights
from claimtrack.errors import ModelUnavailable

BIAS = "bias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Log-odds for each term of ``links.score.terms_of``, by name; the terms that are not named weigh nothing."""

    event: Mapping[str, float]
    """That two assertions tell of one event."""
    content: Mapping[str, float]
    """That they say the same about it, taken that they do."""
    about: Mapping[str, Any]
    """Where they come from: data, licence, day, number of pairs."""


def read_weights(text: str) -> Weights:
    """The weights of a JSON text with ``event``, ``content`` and ``about``.

    Raises:
        ModelUnavailable: it is no such text.
    """
    try:
        found = json.loads(text)
        event, content = ({str(k): float(v) for k, v in found[part].items()} for part in ("event", "content"))
        about = dict(found["about"])
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise ModelUnavailable("The weights of the pair model cannot be read. Reinstall claimtrack.") from exc
    return Weights(event=MappingProxyType(event), content=MappingProxyType(content), about=MappingProxyType(about))


def write_weights(weights: Weights) -> str:
    """The weights as a JSON text, one term a line, the same for the same weights."""
    parts = {"about": weights.about, "event": weights.event, "content": weights.content}
    return json.dumps({name: dict(part) for name, part in parts.items()}, indent=1, ensure_ascii=False) + "\n"


@cache
def load_weights() -> Weights:
    """The shipped weights, read on the first call and kept.

    Raises:
        ModelUnavailable: the file is missing or broken.
    """
    return read_weights(shipped_weights("claimtrack.links", "weights.json", of="the pair model"))
