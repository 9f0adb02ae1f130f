"""Who struck, what was hit, where within a city, and who holds that place."""

import pytest

from claimtrack.links.strikes import Side, attackers_of, holders_of, quarters_of, share_a_quarter, targets_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Government warplanes bombed the port.", {Side.GOVERNMENT}),
        ("Nine people died in Russian air strikes.", {Side.RUSSIA}),
        ("A raid by the US-led coalition hit a farm.", {Side.COALITION}),
        ("Rebels fired 40 rockets at the port.", {Side.REBELS}),
        ("The port was shelled by regime or Russian gunners.", {Side.GOVERNMENT, Side.RUSSIA}),  # one of two
        ("Strikes on the rebel-held port killed nine.", set()),  # they hold it, and are struck
        ("The army struck terrorists near the port.", {Side.GOVERNMENT}),  # the others are the target
        ("Air strikes against Islamic State killed nine.", set()),  # likewise
        ("An IS attack on the port killed nine.", {Side.ISLAMIC_STATE}),
        ("The port is under attack and is being shelled.", set()),  # a verb
        ("Nine people died at the port.", set()),
    ],
)
def test_who_struck(text: str, expected: set[Side]) -> None:
    """A side counts where it stands before its strike or behind "by"."""
    assert expected == attackers_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A shell fell on a rebel-held district.", {Side.REBELS}),
        ("A shell fell on government-controlled streets.", {Side.GOVERNMENT}),
        ("Rebels held the bridge.", set()),  # no epithet of a place
    ],
)
def test_who_holds_the_place(text: str, expected: set[Side]) -> None:
    """Fire on a rebel-held quarter is not fire on a government-held one."""
    assert expected == holders_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The raid destroyed a field hospital and a bakery.", {"hospital", "market"}),
        ("A shell fell near a clinic.", {"hospital"}),  # one kind
        ("A shell fell into a field.", set()),
    ],
)
def test_what_was_hit(text: str, expected: set[str]) -> None:
    """Targets are kinds: two words for one kind meet."""
    assert expected == targets_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells fell on the al-Fardan neighborhood.", {"fardan"}),  # before the noun, without its article
        (
            "Shells fell on the neighborhoods of al-Fardan Tel Hasun and Marwa.",
            {"fardan", "hasun", "marwa"},
        ),  # lost commas
        ("Shells fell on the village of Marwa in Aleppo.", {"marwa"}),
        ("Shells fell on the Fardan area.", {"fardan"}),
        ("Shells fell on the Kurdish district of Aleppo city.", set()),  # a people and a city are no quarters
        ("Shells fell on a district in the east.", set()),
    ],
)
def test_which_quarters_are_named(text: str, expected: set[str]) -> None:
    """What stands by "neighbourhood", "village" or "town" is a name of one."""
    assert expected == quarters_of(text)


def test_one_quarter_in_two_spellings_is_shared() -> None:
    """Reporters write Arabic names as they hear them."""
    assert share_a_quarter({"fardan", "marwa"}, {"ferdan"})
    assert not share_a_quarter({"fardan"}, {"marwa"})
    assert not share_a_quarter(set(), {"marwa"})
