"""How much a fact-checker would want to verify a claim, as a sum of named parts.

The score is the logistic function of the parts' sum (log-odds), so that each part can be shown to a person. The
weights stand in the table below.
"""

import math
import re

from claimtrack.claims.model import ClaimType, Figure, Worthiness
from claimtrack.claims.roles import PEOPLE_ROLES

WEIGHTS: dict[str, float] = {
    "base": 0.4,
    "casualties": 1.8,
    "figure": 0.9,
    "place": 0.5,
    "date": 0.3,
    "named": 0.3,
    "attack": 0.6,
    "past": 0.3,
    "headline": 0.2,
    "opinion": -2.4,
    "commitment": -2.2,
    "prediction": -1.3,
    "statement": -0.7,
    "first person": -0.8,
    "second person": -1.0,
    "short": -0.9,
    "feeling": -1.2,
    "courtesy": -2.0,
    "hypothetical": -0.8,
}
"""Log-odds of each part. Source: set by hand after the marking guide's rule (facts of public interest yes; opinion,
courtesy, promise, feeling no)."""

_ATTACK = re.compile(
    r"\b(?:attack\w*|air ?strikes?|strikes?|bomb\w*|shell\w*|explo\w+|blast\w*|kill\w*|shot|shooting|war crimes?|"
    r"chemical|missiles?|raid\w*"
    r"|arrest\w*|besieg\w*|siege|offensive|captured|seized|vetoed?|election|vote[ds]?|law|court|tax|budget|"
    r"billion|million|percent)\b",
    re.IGNORECASE,
)
_FEELING = re.compile(
    r"\b(?:hope|feel|felt|believe|think|love|hate|fear|sad|happy|proud|sorry|glad|worried|angry|tension|shadow)\w*\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\b(?:thank(?:s| you)|welcome|condolences|prayers?|pray|congratulat\w*|good (?:morning|evening))\b", re.IGNORECASE
)
_FIRST = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us)\b")
_SECOND = re.compile(r"\byou(?:r|['’]\w+)?\b", re.IGNORECASE)
_HYPOTHETICAL = re.compile(r"\b(?:if|unless|whether)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|did|been|\w{3,}ed)\b")


def weigh(
    quote: str,
    kind: ClaimType,
    figures: tuple[Figure, ...],
    *,
    places: int,
    dates: int,
    named: bool,
    headline: bool = False,
) -> Worthiness:
    """The check-worthiness of a claim: a score of 0..1 and the parts that add up to it in log-odds."""
    signs = {
        "casualties": any(f.role in PEOPLE_ROLES for f in figures),
        "figure": bool(figures),
        "place": places > 0,
        "date": dates > 0,
        "named": named,
        "attack": _ATTACK.search(quote) is not None,
        "past": _PAST.search(quote) is not None,
        "headline": headline,
        "opinion": kind is ClaimType.OPINION,
        "commitment": kind is ClaimType.COMMITMENT,
        "prediction": kind is ClaimType.PREDICTION,
        "statement": kind is ClaimType.STATEMENT,
        "first person": _FIRST.search(quote) is not None,
        "second person": _SECOND.search(quote) is not None,
        "short": len(quote.split()) < 6,
        "feeling": _FEELING.search(quote) is not None,
        "courtesy": _COURTESY.search(quote) is not None,
        "hypothetical": _HYPOTHETICAL.search(quote) is not None,
    }
    parts = [("base", WEIGHTS["base"]), *((name, WEIGHTS[name]) for name, present in signs.items() if present)]
    return Worthiness(score=logistic(sum(weight for _, weight in parts)), parts=tuple(parts))


def logistic(log_odds: float) -> float:
    """The probability, 0..1, of log-odds; never overflows."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    return math.exp(log_odds) / (1.0 + math.exp(log_odds))
