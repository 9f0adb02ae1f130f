"""One version from text to linked claims: all of it or nothing, once, and failures kept as failures."""

import threading
from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import text

from claimtrack.claims.worthiness import MEANING, logistic
from claimtrack.db.tables import ProcessingState
from claimtrack.errors import ModelUnavailable, NotFound
from claimtrack.services.comparing import get_claim
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text, get_article
from claimtrack.services.processing import MAX_ATTEMPTS, process_pending, process_version

TOLL = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said."


class BrokenEncoder:
    """An encoder whose model cannot be loaded."""

    model_id = "broken"
    dimensions = 384

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Always fails."""
        raise ModelUnavailable


def counts(engine: Engine) -> tuple[int, ...]:
    """Rows of claims, appearances, vectors and matches."""
    with engine.database.begin() as session:
        return tuple(
            session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 names of ours
            for table in ("claim", "appearance", "embedding", "claim_match")
        )


def test_every_stored_span_is_exact(engine: Engine) -> None:
    """The quote of each appearance stands at its offsets, and has a vector."""
    added = add_text(engine, data=f"{TOLL} More than 40 others were rescued.", published_at="2026-03-03", actor="ana")

    assert process_version(engine, added.version_id)

    page = get_article(engine, added.article_id)
    assert page.appearances
    assert all(page.text[found.start : found.end] == found.quote for found in page.appearances)
    _, appearances, vectors, _ = counts(engine)
    assert appearances == vectors == len(page.appearances)


def test_the_meaning_counts_for_the_check_worthiness(engine: Engine) -> None:
    """What is stored weighs the vector too, and its parts still add up to it."""
    added = add_text(engine, data=TOLL, actor="ana")
    process_version(engine, added.version_id)

    found = get_article(engine, added.article_id).appearances[0]

    assert MEANING in dict(found.worthiness_parts)
    assert found.check_worthiness == pytest.approx(logistic(sum(part for _, part in found.worthiness_parts)), abs=1e-3)


def test_a_version_is_processed_once(engine: Engine) -> None:
    """The second call finds nothing to do."""
    added = add_text(engine, data=TOLL, actor="ana")
    process_version(engine, added.version_id)
    before = counts(engine)

    assert not process_version(engine, added.version_id)
    assert before == counts(engine)


def test_four_workers_on_one_version_store_it_once(engine: Engine) -> None:
    """Whoever comes second leaves without a trace."""
    added = add_text(engine, data=TOLL, actor="ana")
    done: list[bool] = []
    workers = [
        threading.Thread(target=lambda: done.append(process_version(engine, added.version_id))) for _ in range(4)
    ]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert 1 == sum(done)
    assert counts(engine)[1] == len(get_article(engine, added.article_id).appearances)


def test_an_unknown_version_is_an_error(engine: Engine) -> None:
    """There is nothing to process."""
    with pytest.raises(NotFound):
        process_version(engine, 999)


def test_a_failure_is_kept_as_a_failure(database, nlp) -> None:
    """The cause is stored; after three attempts the version counts as failed; there are no claims and no half of them."""
    engine = Engine(_settings(), database, encoder=BrokenEncoder(), nlp=nlp)
    added = add_text(engine, data=TOLL, actor="ana")

    for _ in range(MAX_ATTEMPTS):
        assert 0 == process_pending(engine)

    page = get_article(engine, added.article_id)
    assert ProcessingState.FAILED == page.article.state
    assert page.article.failure is not None
    assert "model" in page.article.failure
    assert (0, 0, 0, 0) == counts(engine)
    assert 0 == process_pending(engine)
    engine.close()


def test_the_same_words_in_two_outlets_are_one_claim(engine: Engine) -> None:
    """The second appearance joins, says why, and counts as an outlet of its own."""
    first = add_text(engine, data=TOLL, outlet="Delta Post", published_at="2026-03-03", actor="ana")
    second = add_text(engine, data=TOLL, outlet="River Times", published_at="2026-03-03", actor="ana")

    process_pending(engine)

    one, two = get_article(engine, first.article_id), get_article(engine, second.article_id)
    assert [found.claim_id for found in one.appearances] == [found.claim_id for found in two.appearances]
    claim = get_claim(engine, one.appearances[0].claim_id)
    assert (2, 2) == (claim.claim.appearance_count, claim.claim.outlet_count)
    joined = two.appearances[0]
    assert "machine" == joined.joined_by
    assert joined.join_probability is not None
    assert joined.join_reasons


def test_copies_land_in_one_group_and_count_as_one_source(engine: Engine) -> None:
    """A text printed by two outlets is one source, with the share of common text as evidence."""
    body = " ".join(
        f"Witness number {n} told the inquiry that the ferry listed to port before it sank off Tarn." for n in range(12)
    )
    first = add_text(engine, data=f"{TOLL}\n\n{body}", outlet="Delta Post", published_at="2026-03-03", actor="ana")
    second = add_text(
        engine, data=f"Ferry disaster\n\n{TOLL}\n\n{body}", outlet="River Times", published_at="2026-03-03", actor="ana"
    )

    process_pending(engine)

    page = get_article(engine, second.article_id)
    assert page.article.copy_group is not None
    assert [first.article_id] == [copy.id for copy, share in page.copies if share > 0.9]
    claim = get_claim(engine, page.appearances[0].claim_id)
    assert 1 == claim.claim.independent_sources + claim.claim.unproven_sources


def test_a_changed_figure_in_a_new_version_is_a_change_and_another_claim(engine: Engine) -> None:
    """The old claim keeps its history and loses the appearance; the new figure is told as a change."""
    url = "https://delta.example/ferry"
    first = add_text(engine, data=TOLL, url=url, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    old = get_article(engine, first.article_id).appearances[0].claim_id

    add_text(engine, data=TOLL.replace("31", "45"), url=url, published_at="2026-03-03", actor="ana")
    process_pending(engine)

    page = get_article(engine, first.article_id)
    assert old not in {found.claim_id for found in page.appearances if found.figures}
    assert ["figure_changed"] == [change.kind.value for change in page.changes]
    assert 0 == get_claim(engine, old).claim.appearance_count


def test_a_new_version_keeps_the_claims_that_say_the_same(engine: Engine) -> None:
    """An added paragraph moves nothing: the claim, its state and its number stay."""
    url = "https://delta.example/ferry"
    first = add_text(engine, data=TOLL, url=url, published_at="2026-03-03", actor="ana")
    process_pending(engine)
    old = [found.claim_id for found in get_article(engine, first.article_id).appearances]

    add_text(
        engine,
        data=f"The minister arrived in Tarn on Tuesday.\n\n{TOLL}",
        url=url,
        published_at="2026-03-03",
        actor="ana",
    )
    process_pending(engine)

    page = get_article(engine, first.article_id)
    assert set(old) <= {found.claim_id for found in page.appearances}
    assert ["added"] == [change.kind.value for change in page.changes]


def _settings():
    from claimtrack.settings import Settings

    return Settings()
