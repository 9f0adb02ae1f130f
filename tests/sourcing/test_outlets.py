"""Names of outlets and agencies in their many spellings."""

import pytest

from claimtrack.sourcing.outlets import AGENCIES, family_of, is_known_agency, name_key


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("AP", "The Associated Press"),  # initials
        ("A.P.", "Associated Press (AP)"),  # points and brackets
        ("AFP", "Agence France-Presse"),  # a hyphen
        ("Reuters", "Reuters.com"),  # a domain
        ("www.reuters.com", "THOMSON REUTERS"),  # case
        ("Xinhua News Agency", "Xinhuanet"),  # an agency and its site
        ("TASS", "ITAR-TASS"),  # a former name
        ("dpa", "Deutsche Presse-Agentur"),  # lower case by its own choice
        ("Agência Lusa", "Lusa"),  # an accent
        ("The New York Times", "New York Times newspaper"),  # words around a name
        ("The Harbor Herald", "harbor herald"),  # a title nobody knows
    ],
)
def test_spellings_of_one_name_give_one_key(one: str, two: str) -> None:
    """Both spellings fold to one key."""
    assert name_key(one) == name_key(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Associated Press", "Australian Associated Press"),  # one name ends in the other
        ("The Guardian", "The Times"),  # two titles
        ("Press Association", "Press Trust of India"),  # two agencies
        ("Harbor Herald", "Harbor Wire"),  # one word in common
    ],
)
def test_different_names_keep_different_keys(one: str, two: str) -> None:
    """Names of two bodies do not meet."""
    assert name_key(one) != name_key(two)


def test_no_alias_stands_for_two_bodies() -> None:
    """Every folded alias belongs to one name, and is no other body's own name."""
    others = [alias for aliases in AGENCIES.values() for alias in aliases]

    assert sorted(set(others)) == sorted(others)
    assert not set(others) & set(AGENCIES)


def test_every_alias_is_written_as_it_is_folded() -> None:
    """An alias that folding would change could never be found."""
    for name, aliases in AGENCIES.items():
        assert [name] * (len(aliases) + 1) == [name_key(form) for form in (name, *aliases)]


def test_an_agency_is_known_and_a_newspaper_is_not_one() -> None:
    """Newspapers have aliases too, without being agencies."""
    assert is_known_agency("The AP")
    assert not is_known_agency("NYT")


def test_an_outlet_without_an_owner_is_its_own_family() -> None:
    """The family is the owner where one is given."""
    assert family_of("Harbor Herald", "Meridian Group") == "meridian group"
    assert family_of("The Harbor Herald") == "harbor herald"
