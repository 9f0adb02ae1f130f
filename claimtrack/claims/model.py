"""The values that extraction returns: claims with exact spans, who said it, how many, when and where.

Offsets are Python string offsets into the article text: ``text[claim.start:claim.end] == claim.quote`` for every claim.
Nothing here knows the database, settings or the clock.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class ClaimType(StrEnum):
    """What kind of assertion it is."""

    QUANTITY = "quantity"  # a count or measure is the point
    EVENT = "event"  # something happened
    STATE = "state"  # something is the case
    STATEMENT = "statement"  # somebody's position or intent
    COMMITMENT = "commitment"
    PREDICTION = "prediction"
    OPINION = "opinion"


class Modality(StrEnum):
    """How far the wording goes: said to have happened, to be planned, or to be denied."""

    ASSERTED = "asserted"
    HEDGED = "hedged"  # "may have", "reportedly"
    PLANNED = "planned"
    DENIED = "denied"  # the claimant denies the content


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One stated count or measure as a closed interval; ``None`` is an open end.

    "at least 16" is low 16, high None; "more than 20" low 21; "up to 50" high 50; "dozens" low 24, high None.
    """

    low: float | None
    high: float | None
    modifier: str | None = None
    """The comparator as written ("at least"), or None."""
    unit: str | None = None
    role: str = "other"
    """killed, injured, missing, displaced, detained, casualties, or a short noun."""
    scope: str = "total"
    """total, or part ("five of them children")."""
    as_of: date | None = None
    surface: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedDate:
    """A date expression and the days it means; both days None when it cannot be resolved."""

    surface: str
    start: int
    end: int
    first_day: date | None
    last_day: date | None
    precision: str
    """day, week, month, year, span, or unresolved."""

    @property
    def iso(self) -> str | None:
        """A day, ``2015-09``, ``2015``, or ``from/to``, in months or years where it spans whole ones; None when unresolved."""
        if self.first_day is None or self.last_day is None:
            return None
        if self.precision == "year":
            return f"{self.first_day.year:04d}"
        if self.precision == "month":
            return f"{self.first_day:%Y-%m}"
        if self.first_day == self.last_day:
            return self.first_day.isoformat()
        if self.precision == "span" and self.first_day.day == 1 and (self.last_day + timedelta(days=1)).day == 1:
            if (self.first_day.month, self.last_day.month) == (1, 12):
                return f"{self.first_day.year:04d}/{self.last_day.year:04d}"
            return f"{self.first_day:%Y-%m}/{self.last_day:%Y-%m}"
        return f"{self.first_day.isoformat()}/{self.last_day.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as written and its normalised name (lower case, "the" and compass adjectives dropped)."""

    surface: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Worthiness:
    """How much a fact-checker would want to verify it, 0..1, with the parts that add up to it."""

    score: float
    parts: tuple[tuple[str, float], ...] = ()
    """(feature, contribution) in log-odds; their sum through the logistic function is the score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireOrigin:
    """The agency an article's text comes from, with the span that shows it ("(AP)", "Reuters -")."""

    agency: str
    start: int
    end: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedClaim:
    """One claim in one text."""

    start: int
    end: int
    quote: str
    claimant: str | None
    """Who asserts it, in full where the article gives the full name; None is the article's own voice."""
    claimant_named: bool = False
    """False for "activists", "officials", and for the article's own voice."""
    cue: str | None = None
    direct: bool = False
    """True when the span stands in quotation marks."""
    hedge: str | None = None
    via: tuple[str, ...] = ()
    """Outlets or agencies the article says it has this from, in order."""
    type: ClaimType = ClaimType.EVENT
    modality: Modality = Modality.ASSERTED
    negated: bool = False
    figures: tuple[Figure, ...] = ()
    dates: tuple[ResolvedDate, ...] = ()
    places: tuple[Place, ...] = ()
    entities: tuple[str, ...] = ()
    """Names of people and bodies in the claim, normalised to their full form in the article."""
    standalone: str | None = None
    """The claim in words that need no context; None when the quote already stands alone."""
    ambiguous: tuple[str, ...] = ()
    """Reasons why the claim cannot stand alone; such a claim is never matched automatically."""
    worthiness: Worthiness = field(default_factory=lambda: Worthiness(score=0.0))

    @property
    def wording(self) -> str:
        """The text that is embedded and compared: the standalone wording where there is one."""
        return self.standalone or self.quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything found in one text, with the record that lets it be found again."""

    claims: tuple[ExtractedClaim, ...]
    language: str
    """ISO 639-1 code, or "und" when it cannot be told."""
    wire_origin: WireOrigin | None = None
    notes: tuple[str, ...] = ()
    """Sentences for the reader, for example that a language is only split into sentences."""
    extractor: str = ""
    version: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    input_sha256: str = ""
