"""The page of thresholds shows what others would do, and changes nothing until it is told to."""

import re

from claimtrack.services.engine import Engine
from claimtrack.services.tuning import policy_now
from tests.web.conftest import Client, form_fields

MOVED = "/thresholds?join=1&suggest=0.6"


def save_form(client: Client) -> dict[str, str]:
    """The fields of the form that saves; the one that only asks stands before it."""
    html = client.get(MOVED).text
    return form_fields(html[html.index('<form class="inline-form"') :], "/thresholds")


def test_moving_a_threshold_shows_what_would_change_and_changes_nothing(client: Client, seeded_engine: Engine) -> None:
    """Counts of both sides, examples that lead to their claims, and the present thresholds as before."""
    before, _ = policy_now(seeded_engine)
    still, moved = client.get("/thresholds").text, client.get(MOVED).text

    assert "What would change" not in still
    assert re.search(r"\d+ pairs: suggested → not shown", moved)
    assert re.search(r"\d+ pairs?: joined → suggested", moved)
    assert re.search(r'<li><p class="parts meta">.*?href="/claims/\d+"', moved, re.DOTALL)
    assert (before, 0) == policy_now(seeded_engine)


def test_saving_sets_what_was_looked_at(client: Client, seeded_engine: Engine) -> None:
    """The form carries the moved values; afterwards they are the present ones, and the page says who set them."""
    fields = save_form(client)
    answer = client.post("/thresholds", data={**fields, "reason": "too many joins"})

    assert (303, "/thresholds?done=thresholds") == (answer.status_code, answer.headers["location"])
    thresholds = policy_now(seeded_engine)[0].thresholds
    assert (1.0, 0.6) == (thresholds.join, thresholds.suggest)
    html = client.get(answer.headers["location"]).text
    assert "Thresholds saved" in html
    assert "too many joins" in html
    assert "usually 0.8" in html


def test_a_form_on_older_thresholds_is_refused(client: Client, seeded_engine: Engine) -> None:
    """Somebody saved meanwhile: nothing is stored, and the page says by whom."""
    fields = save_form(client)
    client.post("/thresholds", data=fields)
    answer = client.post("/thresholds", data={**fields, "join": "0.9", "reason": "too many joins"})

    assert 412 == answer.status_code
    assert "has set the thresholds meanwhile" in answer.text
    assert 'value="too many joins"' in answer.text
    assert 1.0 == policy_now(seeded_engine)[0].thresholds.join


def test_thresholds_that_cannot_be_used_are_told_and_kept_in_the_form(client: Client) -> None:
    """Out of range, no number, the wrong way round."""
    for query, told in (
        ("join=7", "between 0 and 1"),
        ("join=high", "no number"),
        ("suggest=0.99", "at least as sure"),
        ("shortest_join_words=2.5", "whole number"),
        ("join=nan", "between 0 and 1"),
    ):
        answer = client.get(f"/thresholds?{query}")

        assert 400 == answer.status_code
        assert told in answer.text
        assert f'value="{query.partition("=")[2]}"' in answer.text


def test_a_form_without_its_token_or_number_stores_nothing(client: Client, seeded_engine: Engine) -> None:
    """Another site cannot send it, and a half form is not guessed at."""
    fields = save_form(client)
    forged = client.post("/thresholds", data={"join": "0.9", "seen": "0"})
    half = client.post("/thresholds", data={**fields, "seen": "x"})

    assert (403, 400, 0) == (forged.status_code, half.status_code, policy_now(seeded_engine)[1])


def test_the_page_says_when_its_pairs_are_of_the_demo(client: Client, empty: Client) -> None:
    """Thresholds that suit fictional articles need not suit others."""
    pages = [one.get("/thresholds").text for one in (client, empty)]

    assert [True, False] == ["Demo data: fictional outlets." in html for html in pages]
