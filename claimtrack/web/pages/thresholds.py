"""The page of how claims are matched: its thresholds, what others would do, and what decisions say of the probabilities.

Moving a threshold asks by GET and changes nothing; only saving does, by POST.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from litestar import get, post
from litestar.response import Redirect, Template

from claimtrack.db.tables import Role
from claimtrack.errors import Conflict, InputError, InvalidQuery, StaleVersion
from claimtrack.links.calibration import Policy
from claimtrack.links.decide import Thresholds
from claimtrack.services import reembedding, tuning
from claimtrack.services.describing import has_made_up_outlets
from claimtrack.services.judged import PairStock
from claimtrack.services.reembedding import Reembedding
from claimtrack.services.thresholding import Preview, ReliabilityRow, preview, reliability
from claimtrack.services.tuning import InvalidThreshold, TuningView
from claimtrack.web.asking import words
from claimtrack.web.auth import NEEDS
from claimtrack.web.given import Actor, Answer, Form, JudgedPairs, OpenEngine, WebRequest
from claimtrack.web.rendering import page

_CHECKER: Final = {NEEDS: Role.CHECKER}

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "join": (
            "Joined from",
            "How sure it must be that two say the same for them to be put under one claim by themselves",
        ),
        "suggest": ("Suggested from", "How sure any link must be to be shown; a person decides"),
        "shortest_join_words": ("Fewest words to join on", "Shorter wordings are at most suggested"),
        "most_lone_share": (
            "Words only one side may have",
            "As a share of its words; with more it is at most suggested",
        ),
    }
)
"""Each threshold's name for a person, and what it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One threshold in the form."""

    name: str
    label: str
    help: str
    value: str
    """As typed, or as proposed."""
    present: str
    usual: str
    """As it comes with the program."""
    is_count: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdsContext:
    """Everything on the page."""

    dials: tuple[Dial, ...]
    is_moved: bool
    """Whether what is proposed differs from what holds."""
    is_usual: bool
    """Whether what holds is what comes with the program."""
    seen: int
    preview: Preview
    reliability: tuple[ReliabilityRow, ...]
    curves: tuple[tuple[str, float, float], ...]
    """(group, slope, shift) of the calibration that holds."""
    model: Reembedding | None
    history: tuple[TuningView, ...]
    problem: str | None
    reason: str
    """What was typed as the reason, when saving was refused."""


@get("/thresholds", opt=_CHECKER, sync_to_thread=True)
def show_thresholds(request: WebRequest, engine: OpenEngine, judged_pairs: JudgedPairs) -> Template:
    """The present thresholds, or what those in the address would do."""
    typed = {name: value for name, value in request.query_params.items() if name in _names()}
    return _page(request, engine, judged_pairs, typed)


@post("/thresholds", opt=_CHECKER, sync_to_thread=True, status_code=303)
def save_thresholds(
    request: WebRequest, engine: OpenEngine, judged_pairs: JudgedPairs, actor: Actor, data: Form
) -> Answer:
    """Let other thresholds hold from the next claim on."""
    typed = {name: value for name, value in data.items() if name in _names()}
    try:
        policy, _ = tuning.policy_now(engine)
        seen = words(data.get("seen"), "seen") or ""
        if not (seen.isdecimal() and seen.isascii() and len(seen) < 10):
            raise InvalidQuery("The form is not complete. Reload the page and try again.")
        tuning.set_thresholds(
            engine,
            _proposed(typed, policy.thresholds),
            seen=int(seen),
            actor=actor,
            reason=words(data.get("reason"), "reason"),
        )
    except (InputError, Conflict, StaleVersion) as exc:
        reason = data.get("reason", "")
        return _page(request, engine, judged_pairs, typed, problem=exc.message, reason=reason, status_code=exc.status)
    return Redirect("/thresholds?done=thresholds", status_code=303)


def _page(
    request: WebRequest,
    engine: OpenEngine,
    stock: PairStock,
    typed: Mapping[str, str],
    *,
    problem: str | None = None,
    reason: str = "",
    status_code: int = 200,
) -> Template:
    policy, seen = tuning.policy_now(engine)
    try:
        proposed = _proposed(typed, policy.thresholds)
    except InputError as exc:
        proposed = policy.thresholds
        problem, status_code = problem or exc.message, max(status_code, exc.status)
    context = ThresholdsContext(
        dials=_dials(typed, policy, proposed),
        is_moved=proposed != policy.thresholds,
        is_usual=policy.thresholds == Thresholds(),
        seen=seen,
        preview=preview(stock.pairs(engine), present=policy, proposed=proposed),
        reliability=reliability(engine),
        curves=tuple((group.value, curve.slope, curve.shift) for group, curve in policy.calibration.curves),
        model=reembedding.reembedding(engine),
        history=tuning.history(engine, limit=10),
        problem=problem,
        reason=reason,
    )
    return page(
        request,
        "thresholds.html",
        context,
        title="Matching",
        section="thresholds",
        is_demo=has_made_up_outlets(engine),
        now=datetime.now(UTC),
        status_code=status_code,
    )


def _names() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Thresholds))


def _proposed(typed: Mapping[str, str], present: Thresholds) -> Thresholds:
    given = {}
    for name, value in typed.items():
        text = words(value, name)
        if text is None:
            continue
        try:
            given[name] = float(text)
        except ValueError as exc:
            raise InvalidThreshold(f"{name} is {text[:40]!r}, which is no number.") from exc
    return tuning.checked(given, base=present)


def _dials(typed: Mapping[str, str], policy: Policy, proposed: Thresholds) -> tuple[Dial, ...]:
    present, usual = asdict(policy.thresholds), asdict(Thresholds())
    return tuple(
        Dial(
            name=name,
            label=LABELS.get(name, (name.replace("_", " ").capitalize(), ""))[0],
            help=LABELS.get(name, ("", ""))[1],
            value=typed.get(name) or f"{value:g}",
            present=f"{present[name]:g}",
            usual=f"{usual[name]:g}",
            is_count=isinstance(value, int),
        )
        for name, value in asdict(proposed).items()
    )


HANDLERS = (show_thresholds, save_thresholds)
