"""A page cannot pass for another one: neither by what it says of itself, nor by what an address leads to later."""

from collections.abc import Iterator

import pytest

from claimtrack.errors import AddressRefused
from claimtrack.rechecks.changes import Outcome
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text, add_url, get_article, import_lines
from claimtrack.services.rechecking import recheck_article
from tests.articles.local_site import LocalSite, answer, local_site, page, redirect

FERRY = (
    "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said.",
    "The ferry had left the mainland with 140 people on board, the harbour master of Tarn said on Tuesday.",
    "Divers searched the wreck for two days, and the search was called off on Wednesday because of the weather.",
)
HOAX = (
    "Nobody died on the ferry near Tarn at all, and every report of it was made up, a man in a pub told us.",
    "He had it from his cousin, who had it from a sailor, who wishes to stay unnamed for reasons of his own.",
    "We have asked nobody else, since everybody else would only have said that we are wrong about all this.",
)


def html(*paragraphs: str, head: str = "") -> bytes:
    """An article's page."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return page(
        f"<!doctype html><html><head><title>A page</title>{head}</head><body><article>{body}</article>".encode()
    )


def canonical(site: LocalSite, path: str) -> str:
    """The element by which a page names its address."""
    return f'<link rel="canonical" href="{site.url(path, "127.0.0.1")}">'


@pytest.fixture
def site() -> Iterator[LocalSite]:
    """A web site with one article."""
    with local_site({"/ferry": html(*FERRY)}) as site:
        yield site


def url(site: LocalSite, path: str) -> str:
    """The address of a path on the site."""
    return site.url(path, "127.0.0.1")


def test_a_page_that_names_another_article_as_its_address_does_not_overwrite_it(
    engine: Engine, site: LocalSite
) -> None:
    """The other article keeps its text, and the page becomes an article of its own."""
    ferry = add_url(engine, url=url(site, "/ferry"), actor="ana")
    site.answers["/guest/hoax"] = html(*HOAX, head=canonical(site, "/ferry"))

    hoax = add_url(engine, url=url(site, "/guest/hoax"), actor="ben")

    assert ferry.article_id != hoax.article_id
    assert 1 == len(get_article(engine, ferry.article_id).versions)
    assert url(site, "/guest/hoax") == get_article(engine, hoax.article_id).article.url


def test_a_line_of_an_import_cannot_overwrite_another_article_either(engine: Engine, site: LocalSite) -> None:
    """The same by the other door."""
    ferry = add_url(engine, url=url(site, "/ferry"), actor="ana")
    site.answers["/hoax"] = html(*HOAX, head=canonical(site, "/ferry"))

    report = import_lines(engine, lines=[f'{{"url": "{url(site, "/hoax")}"}}'], actor="ben")

    assert 1 == report.created
    assert 1 == len(get_article(engine, ferry.article_id).versions)


def test_a_page_cannot_take_an_address_before_its_article_comes(engine: Engine, site: LocalSite) -> None:
    """Nothing is stored under an address whose page has another text."""
    site.answers["/hoax"] = html(*HOAX, head=canonical(site, "/ferry"))

    hoax = add_url(engine, url=url(site, "/hoax"), actor="ben")
    ferry = add_url(engine, url=url(site, "/ferry"), actor="ana")

    assert (True, True) == (hoax.created, ferry.created)


def test_the_short_form_of_an_article_is_that_article(engine: Engine, site: LocalSite) -> None:
    """The page at the address that it names has the same text, so it is stored there, as it stands there."""
    site.answers["/amp/ferry?from=feed"] = html(*FERRY[:2], head=canonical(site, "/ferry"))

    added = add_url(engine, url=url(site, "/amp/ferry?from=feed"), actor="ana")

    article = get_article(engine, added.article_id)
    assert url(site, "/ferry") == article.article.url
    assert "\n\n".join(FERRY) == article.text


def test_an_address_that_nobody_answers_at_is_not_believed(engine: Engine, site: LocalSite) -> None:
    """The page goes by the address under which it was found."""
    site.answers["/a"] = html(*FERRY, head=canonical(site, "/nothing"))

    added = add_url(engine, url=url(site, "/a"), actor="ana")

    assert url(site, "/a") == get_article(engine, added.article_id).article.url


def test_a_file_cannot_name_the_article_it_overwrites(engine: Engine, site: LocalSite) -> None:
    """What a file says of its address counts for nothing."""
    ferry = add_url(engine, url=url(site, "/ferry"), actor="ana")
    file = html(*HOAX, head=canonical(site, "/ferry")).partition(b"\r\n\r\n")[2]

    hoax = add_text(engine, data=file, actor="ben")

    assert ferry.article_id != hoax.article_id
    assert get_article(engine, hoax.article_id).article.url is None


@pytest.mark.parametrize(
    ("target", "reads"),
    [
        pytest.param(html(*HOAX), True, id="another article"),
        pytest.param(html("<a href='/'>News</a>"), False, id="a home page without an article"),
        pytest.param(
            html(*HOAX, head='<link rel="canonical" href="/else">'), True, id="one that names a third address"
        ),
    ],
)
def test_an_address_that_leads_elsewhere_later_brings_no_new_version(
    engine: Engine, site: LocalSite, target: bytes, reads: bool
) -> None:
    """It is stored as not reached, with where it led; the article keeps its text."""
    added = add_url(engine, url=url(site, "/ferry"), actor="ana")
    site.answers |= {"/ferry": redirect("/else"), "/else": target}

    run = recheck_article(engine, added.article_id, actor="ana", now=engine.now())

    assert Outcome.UNREACHABLE == run.outcome
    assert run.cause is not None
    assert url(site, "/else") in run.cause
    assert 1 == len(get_article(engine, added.article_id).versions)


@pytest.mark.parametrize(
    ("head", "paragraphs"),
    [
        pytest.param("", (FERRY[0].replace("31", "33"), *FERRY[1:]), id="the same text, edited"),
        pytest.param("canonical", HOAX, id="a page that still names the old address as its own"),
    ],
)
def test_an_article_that_moved_within_its_site_is_followed(
    engine: Engine, site: LocalSite, head: str, paragraphs: tuple[str, ...]
) -> None:
    """There is evidence that it is the article, so its text is the next version."""
    added = add_url(engine, url=url(site, "/ferry"), actor="ana")
    moved = html(*paragraphs, head=canonical(site, "/ferry") if head else "")
    site.answers |= {"/ferry": redirect("/moved"), "/moved": moved}

    run = recheck_article(engine, added.article_id, actor="ana", now=engine.now())

    assert Outcome.CHANGED == run.outcome
    assert url(site, "/ferry") == get_article(engine, added.article_id).article.url


def test_another_page_that_says_it_is_unchanged_is_not_believed(engine: Engine, site: LocalSite) -> None:
    """A 304 after a redirect says nothing about the article."""
    site.answers["/ferry"] = html(*FERRY).replace(b"\r\n\r\n", b'\r\nETag: "a"\r\n\r\n', 1)
    added = add_url(engine, url=url(site, "/ferry"), actor="ana")
    site.answers |= {"/ferry": redirect("/else"), "/else": answer("304 Not Modified")}

    run = recheck_article(engine, added.article_id, actor="ana", now=engine.now())

    assert Outcome.UNREACHABLE == run.outcome


def test_an_address_that_leads_into_the_private_network_later_is_refused(engine: Engine, site: LocalSite) -> None:
    """The refusal is stored with its cause, and nothing was asked for there."""
    added = add_url(engine, url=url(site, "/ferry"), actor="ana")
    site.answers["/ferry"] = redirect("http://10.0.0.1/admin")

    run = recheck_article(engine, added.article_id, actor="ana", now=engine.now())

    assert (Outcome.UNREACHABLE, True) == (run.outcome, "10.0.0.1" in (run.cause or ""))


def test_an_address_in_the_private_network_is_refused_by_every_door(engine: Engine) -> None:
    """Adding and importing say the same."""
    with pytest.raises(AddressRefused):
        add_url(engine, url="http://169.254.169.254/latest", actor="ana")
    report = import_lines(engine, lines=['{"url": "http://[::ffff:10.0.0.1]/"}'], actor="ana")

    assert (0, 1) == (report.created, len(report.failed))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(None, "127.0.0.1", id="an agency's name"),
        pytest.param("https://reuters.com/x", "127.0.0.1", id="the name of an outlet that has another domain"),
    ],
)
def test_a_page_cannot_take_another_outlets_name(
    engine: Engine, site: LocalSite, known: str | None, expected: str
) -> None:
    """It goes by its domain, so that it never counts as the other one."""
    if known is not None:
        add_text(engine, data=" ".join(FERRY), outlet="Reuters", url=known, actor="ana")
    site.answers["/a"] = html(*HOAX, head='<meta property="og:site_name" content="Reuters">')

    added = add_url(engine, url=url(site, "/a"), actor="ana")

    outlet = get_article(engine, added.article_id).article.outlet
    assert outlet is not None
    assert expected == outlet.name


def test_what_a_person_says_of_the_outlet_counts(engine: Engine, site: LocalSite) -> None:
    """A name that was typed is not second-guessed."""
    added = add_url(engine, url=url(site, "/ferry"), outlet="Reuters", actor="ana")

    outlet = get_article(engine, added.article_id).article.outlet
    assert outlet is not None
    assert "Reuters" == outlet.name
