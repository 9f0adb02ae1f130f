"""The values that source comparison takes and returns.

Nothing here knows the database, settings or the clock.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourcing:
    """Where one appearance says it comes from."""

    appearance_id: int
    outlet: str
    outlet_is_agency: bool = False
    family: str = ""
    """Owner; an outlet nobody mapped is its own family."""
    wire_origin: str | None = None
    wire_evidence: str | None = None
    via: tuple[str, ...] = ()
    claimant: str | None = None
    claimant_named: bool = False
    copy_group: int | None = None
    copy_evidence: str | None = None
    """For example "94 % of the text"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Why two appearances are one source."""

    a: int
    b: int
    ground: str
    """wire, via, copy, family or claimant."""
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Appearances that are one source."""

    label: str
    """For example "Harbor Wire (agency)" or "Dmitry Peskov"."""
    members: tuple[int, ...]
    """Appearance ids."""
    merges: tuple[Merge, ...]
    proven: bool
    """False when nothing names where it comes from: counted as unproven, never as independent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """The independent sources of one claim."""

    sources: tuple[Source, ...]
    independent: int
    unproven: int
