"""A real browser: keyboard, phone width, saving without a reload, and life without JavaScript."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, HttpCredentials, Page, ViewportSize, expect, sync_playwright

from claimtrack.db.tables import Role
from claimtrack.services.engine import Engine
from claimtrack.services.intake import add_text
from claimtrack.services.processing import process_pending
from claimtrack.web.app import create_app
from claimtrack.web.server import address_of, listen
from tests.accounts import CHEAP, PASSWORD, add_account
from tests.web.test_pages import PAGES

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; the tests are skipped where there is none."""
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        pytest.skip("Chromium is not installed: `apt-get install chromium` lets the browser tests run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live_engine(seeded_name: str, new_database: Any, new_engine: Any) -> Iterator[Engine]:
    """An engine on a copy of the demo for these tests."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database, actor="tester")
        yield engine
        engine.close()


@pytest.fixture(scope="module")
def address(live_engine: Engine) -> Iterator[str]:
    """The address of a running server."""
    with serving(live_engine) as address:
        yield address


@contextmanager
def serving(engine: Engine) -> Iterator[str]:
    """The address of a server that runs while the block does."""
    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(engine, hasher=CHEAP), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield address_of(listening)
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A fresh tab; whatever the console complains about fails the test."""
    with fresh_tab(chromium, address) as page:
        yield page


@pytest.fixture(scope="module")
def reader(chromium: Browser, address: str) -> Iterator[Page]:
    """One tab for all tests that only look at pages."""
    with fresh_tab(chromium, address) as page:
        yield page


@contextmanager
def fresh_tab(chromium: Browser, address: str) -> Iterator[Page]:
    """A tab that knows nothing yet; whatever its console complained about fails the test at the end."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


def claim_with_suggestions(page: Page) -> None:
    """Open the claim that has the most suggestions waiting."""
    found = page.request.get("/api/v1/claims?suggested=true&limit=200").json()["items"]
    page.goto(f"/claims/{max(found, key=lambda claim: claim['suggestion_count'])['id']}")


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/?q=nothing-like-it"])
def test_a_phone_never_scrolls_sideways(reader: Page, path: str) -> None:
    """Every page fits 360 pixels, with everything that folds unfolded."""
    reader.set_viewport_size(PHONE)
    reader.goto(path)
    reader.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    widths = reader.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")

    assert widths[0] <= widths[1]


COVERED = """
(parts) => parts.filter((one) => {
  if (!one.checkVisibility({ visibilityProperty: true })) return false;
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const box = one.getClientRects()[0];
  const hit = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box && box.width && !(hit && (one.contains(hit) || hit.contains(one)));
}).map((one) => one.outerHTML.slice(0, 120))
"""
"""The beginnings of those elements whose middle a click does not reach."""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "path", ["/", "/review", "/claims/12", "/events", "/events/1", "/articles", "/articles/1", "/outlets"]
)
def test_what_is_clicked_is_what_is_seen(reader: Page, path: str, width: int) -> None:
    """No link, button or fold lies under another one: a row that is a link as a whole ends where the row ends."""
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto(path)

    assert [] == reader.locator("main :is(a, button, summary):not(.visually-hidden)").evaluate_all(COVERED)


def test_the_inbox_is_walked_by_keyboard(page: Page) -> None:
    """j and k move, Enter opens."""
    page.goto("/")
    titles = page.locator("a.row-title")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()
    opened = titles.nth(0).get_attribute("href") or ""
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"{opened}$"))


def test_help_and_search_are_a_key_away(page: Page) -> None:
    """? opens the list of keys, Escape closes it, / goes to the search; typing a letter there moves nothing."""
    page.goto("/")

    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("jk?")

    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("jk?")


def test_a_suggestion_is_rejected_by_one_key_and_the_next_is_in_focus(page: Page) -> None:
    """n sends the form in the background: no reload, a message, one suggestion less, the work goes on."""
    claim_with_suggestions(page)
    before = page.locator("[data-suggestion]").count()
    page.evaluate("window.notReloaded = true")

    page.keyboard.press("j")
    expect(page.locator("[data-suggestion]").first).to_be_focused()
    page.keyboard.press("n")

    expect(page.locator(".notice")).to_contain_text("Match rejected")
    expect(page.locator("[data-suggestion]")).to_have_count(before - 1)
    if before > 1:
        expect(page.locator("[data-suggestion]").first).to_be_focused()
    assert page.evaluate("window.notReloaded") is True


def test_the_rating_is_asked_for_when_closing_only(page: Page) -> None:
    """And a refusal is shown in place, with the choice kept."""
    page.goto("/claims/1")
    rating = page.get_by_label("Rating")
    expect(rating).to_be_hidden()

    page.get_by_label("Move to").select_option("closed")
    expect(rating).to_be_visible()
    rating.select_option("False")
    page.get_by_role("button", name="Save state").click()

    expect(page.locator(".problem")).to_contain_text("at least one piece of evidence")
    expect(page.get_by_label("Rating")).to_have_value("False")


def test_more_claims_are_added_below(page: Page) -> None:
    """The button brings the next page's rows into the list and goes on from there."""
    page.goto("/")
    first = page.locator("#rows > li").count()

    page.get_by_role("link", name="More claims").click()
    expect(page.locator("#rows > li")).not_to_have_count(first)
    links = page.locator("a.row-title").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")

    assert len(links) == len(set(links)) == 2 * first


def test_typing_filters_the_inbox_as_you_go(page: Page) -> None:
    """And leaves an address that can be shared."""
    page.goto("/")

    page.get_by_label("Words in the claim").press_sequentially("school")

    expect(page).to_have_url(re.compile("q=school"))
    expect(page.locator("a.row-title").first).to_contain_text("school")


def test_the_theme_is_remembered(page: Page) -> None:
    """Dark stays dark on the next page."""
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.get_by_role("button", name="Switch between light and dark").click()
    page.goto("/articles")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_an_article_that_is_being_read_shows_its_claims_by_itself(page: Page, live_engine: Engine) -> None:
    """The page looks again every two seconds and stops when the claims are there."""
    text = "A landslide buried 31 houses in the village of Kestrel on Friday, the governor said."
    added = add_text(
        live_engine, data=text, outlet="Tide Weekly", title=None, published_at="2020-03-02", actor="tester"
    )
    page.goto(f"/articles/{added.article_id}")
    expect(page.locator(".processing-note")).to_be_visible()

    process_pending(live_engine)

    expect(page.locator("a.span").first).to_be_visible()
    expect(page.locator(".processing-note")).to_have_count(0)


def test_everything_needed_works_without_javascript(chromium: Browser, address: str) -> None:
    """Filter, open, decide, read the message: links and forms only."""
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Conflicting").click()
    page.locator("a.row-title").nth(1).click()
    page.get_by_label("Move to").select_option("in_progress")
    page.get_by_role("button", name="Save state").click()

    expect(page.locator(".notice")).to_contain_text("state was changed")
    expect(page.locator(".facts .state-in_progress")).to_be_visible()
    expect(page.locator("[data-theme-toggle]")).to_be_hidden()
    context.close()


KEY = "a-newsroom-key-of-length"


@pytest.fixture(scope="module")
def staffed_address(seeded_name: str, new_database: Any, new_engine: Any) -> Iterator[str]:
    """The address of a server with an account of each role, named after it, and with a shared key."""
    with new_database(template=seeded_name) as database:
        engine = new_engine(database, actor="tester", access_key=KEY)
        for role in Role:
            add_account(engine, role.value, role)
        with serving(engine) as address:
            yield address
        engine.close()


def fill_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form from the keyboard and send it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_people_sign_in_work_and_sign_out(chromium: Browser, staffed_address: str, scripts: bool) -> None:
    """On a phone: refused once, let in where they wanted to go, work under their name, and out again."""
    context = chromium.new_context(java_script_enabled=scripts, base_url=staffed_address, viewport=PHONE)
    page = context.new_page()
    page.goto("/claims/2")
    fill_in(page, "checker", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong")
    fill_in(page, "checker")
    expect(page).to_have_url(re.compile("/claims/2$"))

    page.get_by_label("Assigned to").fill("Bo" if scripts else "Cy")
    page.get_by_role("button", name="Assign").click()
    expect(page.locator(".notice")).to_contain_text("The claim was assigned")
    expect(page.locator(".record")).to_contain_text("by checker")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in$"))
    page.goto("/claims/2")

    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    context.close()


def test_a_browser_gives_the_shared_key_and_goes_on_with_it(chromium: Browser, staffed_address: str) -> None:
    """It asks once, by itself, and sends the key to every page from then on."""
    given: HttpCredentials = {"username": "Bo", "password": KEY}
    context = chromium.new_context(base_url=staffed_address, http_credentials=given)
    page = context.new_page()
    page.goto("/sign-in?next=/articles")

    page.get_by_role("link", name="shared key").click()
    expect(page).to_have_url(re.compile("/articles$"))
    page.goto("/claims/1")

    expect(page.locator(".actor")).to_have_text("Bo (shared key)")
    context.close()


def test_a_session_that_ends_while_typing_leads_to_the_sign_in(chromium: Browser, staffed_address: str) -> None:
    """The list that is filtered as one types does not become a sign-in form inside the page."""
    context = chromium.new_context(base_url=staffed_address)
    page = context.new_page()
    page.goto("/")
    fill_in(page, "viewer")
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    context.clear_cookies()

    page.get_by_label("Words in the claim").press_sequentially("school")

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator(".masthead")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/people"])
def test_pages_for_accounts_fit_a_phone(chromium: Browser, staffed_address: str, path: str) -> None:
    """With everything unfolded."""
    context = chromium.new_context(base_url=staffed_address, viewport=PHONE)
    page = context.new_page()
    page.goto(path)
    if path != "/sign-in":
        fill_in(page, "admin")
    expect(page).to_have_url(re.compile(f"{path}$"))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")

    assert widths[0] <= widths[1]
    context.close()


def test_the_page_can_be_printed(page: Page) -> None:
    """Paper gets the sources and the figures, not the forms and the navigation."""
    page.goto("/claims/1")
    page.emulate_media(media="print")

    expect(page.locator("#who-title")).to_be_visible()
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator("#decide")).to_be_hidden()
    expect(page.locator(".because .why").first).to_be_hidden()


def toll_appearance(page: Page) -> int:
    """An appearance that states how many were killed, in an article whose other claims nobody corrects here."""
    found = page.request.get("/api/v1/claims?q=14+people+were+killed&limit=200").json()["items"][0]
    sources = page.request.get(f"/api/v1/claims/{found['id']}").json()["sources"]
    return int(sources[0]["appearances"][0]["id"])


def test_words_are_chosen_by_selecting_them(page: Page) -> None:
    """A selection with the mouse becomes the span, the arrows move it by a word, and it is stored so; undo brings it back."""
    page.goto(f"/appearances/{toll_appearance(page)}")
    inside = page.locator(".picker .tok.in")
    before = page.locator(".picker .tok.in").all_inner_texts()
    page.evaluate("window.notReloaded = true")

    first, last = inside.nth(1).bounding_box(), inside.nth(5).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 2, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 2, last["y"] + last["height"] / 2, steps=6)
    page.mouse.up()
    expect(inside).to_have_count(5)
    page.get_by_role("button", name="Last word: one word on").click()
    page.get_by_role("button", name="First word: one word on").click()

    expect(inside).to_have_text(before[2:7])
    assert page.evaluate("window.notReloaded") is True
    page.get_by_role("button", name="Save and match anew").click()
    expect(page.locator(".notice")).to_contain_text("Saved")
    expect(page.locator(".picker .tok.in")).to_have_text(before[2:7])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".notice")).to_contain_text("Undone")
    expect(page.locator(".picker .tok.in")).to_have_text(before)


def test_one_end_of_a_claim_never_passes_the_other(page: Page) -> None:
    """However the lists are set, at least one word stays chosen."""
    page.goto(f"/appearances/{toll_appearance(page)}")
    inside = page.locator(".picker .tok.in")
    last = page.locator("select[name=end]").evaluate("(one) => one.selectedIndex")

    page.locator("select[name=start]").select_option(index=last + 3)
    expect(inside).to_have_count(1)
    page.get_by_role("button", name="First word: one word on").click()
    page.get_by_role("button", name="Last word: one word back").click()

    expect(inside).to_have_count(1)


def test_enter_in_a_field_saves_and_does_not_move_the_span(page: Page) -> None:
    """The first button of the form is what Enter presses; it is not one of the arrows."""
    page.goto(f"/appearances/{toll_appearance(page)}")
    before = page.locator(".picker .tok.in").all_inner_texts()

    page.get_by_label("Claimant", exact=False).first.fill("Mira Holt")
    page.keyboard.press("Enter")

    expect(page.locator(".notice")).to_contain_text("Saved")
    expect(page.locator("#history")).to_contain_text("Mira Holt")
    expect(page.locator(".picker .tok.in")).to_have_text(before)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".notice")).to_contain_text("Undone")


def test_a_claim_is_corrected_without_javascript(chromium: Browser, address: str) -> None:
    """From the article by its link: move an end by its button, save, hide, show the hidden one, bring it back."""
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/articles/2")
    page.get_by_role("link", name="Edit claim 2", exact=True).click()
    before = page.locator(".picker .tok.in").all_inner_texts()

    page.get_by_role("button", name="Last word: one word back").click()
    expect(page.locator(".picker .tok.in")).to_have_text(before[:-1])
    page.get_by_role("button", name="Save and match anew").click()
    expect(page.locator(".notice")).to_contain_text("Saved")
    page.get_by_label("Why").fill("an opinion")
    page.get_by_role("button", name="Hide").click()
    expect(page.locator(".hidden-notice")).to_contain_text("an opinion")
    page.locator(".crumb a").nth(1).click()
    page.get_by_role("link", name="1 hidden", exact=True).click()
    page.locator("a.span-hidden").first.click()
    page.get_by_role("button", name="Show again").click()
    expect(page.locator(".notice")).to_contain_text("Undone")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator(".picker .tok.in")).to_have_text(before)
    context.close()


def test_suggestions_are_reviewed_from_the_keyboard(page: Page) -> None:
    """j and k move, y, n, r and x choose, u takes back, and what was chosen is sent together."""
    page.goto("/review")
    pairs, count, send = page.locator("[data-pair]"), page.locator("[data-count]"), page.locator("[data-send]")
    expect(send).to_be_disabled()

    page.keyboard.press("j")
    page.keyboard.press("y")
    expect(pairs.nth(1)).to_be_focused()
    page.keyboard.press("n")
    expect(count).to_have_text("2 chosen: 1 yes, 1 no")
    page.keyboard.press("u")
    expect(count).to_have_text("1 chosen: 1 yes")
    expect(pairs.nth(1)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("n")
    expect(count).to_have_text("3 chosen: 1 yes, 2 no")
    page.keyboard.press("u")
    page.keyboard.press("u")
    expect(count).to_have_text("Nothing chosen yet")
    page.keyboard.press("r")
    expect(pairs.nth(0).locator("[data-type]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(pairs.nth(0)).to_be_focused()
    page.keyboard.press("k")
    expect(pairs.nth(0)).to_be_focused()
    expect(count).to_have_text("1 chosen: 1 rather")
    page.keyboard.press("n")
    rejected = page.locator("[data-pair]").nth(0).get_attribute("data-pair")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text("take the last choice back")
    page.keyboard.press("y")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.keyboard.press("Enter")

    expect(page.locator(".notice")).to_contain_text("can be taken back")
    expect(page.locator(f"[data-pair='{rejected}']")).to_have_count(0)
    page.locator(f"#decided form[action='/matches/{rejected}'] button").click()
    expect(page.locator(f"[data-pair='{rejected}']")).to_have_count(1)


def test_choices_are_not_lost_by_leaving_the_page(page: Page) -> None:
    """The browser asks first."""
    page.goto("/review")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.keyboard.press("j")
    page.keyboard.press("n")

    page.get_by_role("link", name="Articles").click()

    expect(page).to_have_url(re.compile("/review$"))
    assert asked == ["beforeunload"]
    page.keyboard.press("u")


def test_suggestions_are_reviewed_without_javascript(chromium: Browser, address: str) -> None:
    """Radio buttons, a list of relations, one button; a claim is merged and the merge undone."""
    context = chromium.new_context(java_script_enabled=False, base_url=address, viewport=PHONE)
    page = context.new_page()
    page.goto("/review")
    pairs = page.locator("[data-pair]")
    before = pairs.count()

    retyped = pairs.nth(1).get_attribute("data-pair")
    pairs.nth(0).get_by_text("Yes").click()
    pairs.nth(1).get_by_text("Rather").click()
    pairs.nth(1).get_by_label("The relation in truth").select_option(label="conflicts")
    page.get_by_role("button", name="Send decisions").click()
    expect(page.locator(".notice")).to_contain_text("can be taken back")
    page.get_by_role("button", name="undo the merge").click()
    expect(page.locator(".notice")).to_contain_text("Undone")
    page.locator(f"#decided form[action='/matches/{retyped}'] button").click()

    expect(page.locator("[data-pair]")).to_have_count(before)
    context.close()
