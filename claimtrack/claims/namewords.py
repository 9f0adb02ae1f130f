"""The words that say what somebody is: offices, trades, bodies, people; and questions about single nouns.

Sets of lower-case words, no text. Whom a noun means in an article is found in ``mentions``.
"""

from collections.abc import Iterable

from claimtrack.claims.cues import words
from claimtrack.claims.parse import Word

TITLES = words(
    "president premier chancellor minister mayor governor senator congressman congresswoman representative "
    "secretary ambassador envoy spokesman spokeswoman spokesperson chief director commissioner general colonel "
    "captain lieutenant major commander king queen prince princess emperor pope bishop archbishop cardinal "
    "patriarch rabbi imam sheikh ayatollah judge justice sheriff prosecutor attorney lawyer professor doctor "
    "economist analyst expert nominee candidate chairman chairwoman chair ceo founder head leader adviser advisor "
    "correspondent reporter journalist editor author activist officer superintendent inspector detective mr mrs ms "
    "dr gen col lt sgt capt maj adm gov sen rep rev hon prof sir lord lady dame coach captain resident witness"
)
TITLE_PREFIX = words(
    "vice deputy former prime foreign defense defence interior finance senior acting chief u.s us un uk eu state "
    "press secretary-general international national general first lady health justice police fire army navy air "
    "force the"
)
OFFICES = words("regional humanitarian special executive assistant associate managing permanent general local federal")
_OCCUPATIONS = words(
    "accountant actor actress architect artist attache aide assistant banker barber biologist boxer builder butcher "
    "carpenter chemist cleaner climber coordinator curator dancer deputy designer diplomat diver driver economist "
    "electrician engineer farmer fighter filmmaker firefighter fisherman geologist grocer guard hunter lawmaker lecturer "
    "manager mechanic member miner musician neighbor neighbour nurse observer official organizer organiser painter paramedic "
    "passenger pastor photographer physicist pilot plumber poet politician postman priest principal programmer publisher "
    "ranger researcher retiree sailor scholar scientist secretary-general sergeant shopkeeper singer soldier specialist "
    "spokesperson strategist student surgeon surveyor survivor teacher technician trader trainer translator tourist "
    "veteran veterinarian victim villager volunteer waiter worker writer aunt brother cousin daughter father husband "
    "mother nephew niece sister son uncle widow wife"
)
"""With ``TITLES``: nouns that make the name beside them a person's, whatever the model takes it for."""
_PERSON_PRONOUNS = words("he she him her his")
BODY_NOUNS = words(
    "group agency organization organisation monitor ministry network station channel newspaper paper report fund "
    "observatory body party government military army police force forces company firm bank union council committee "
    "commission coalition alliance movement militia department office bureau court front administration team centre "
    "center institute foundation charity watchdog broadcaster website council's regime"
)
_PEOPLE = words(
    "people police activists officials residents witnesses rebels authorities troops forces protesters voters critics "
    "supporters opponents republicans democrats prosecutors investigators relatives families rescuers medics survivors "
    "workers scientists researchers experts analysts leaders sources insurgents militants fighters allies rivals parents "
    "men women children staff inspectors lawyers jurors others locals refugees migrants islamists conservatives liberals"
)


def is_person_noun(noun: str) -> bool:
    """Whether a common noun says what a person is: an office, a trade, a relative."""
    return noun in TITLES or noun in _OCCUPATIONS


def is_monitor(noun: str, modifiers: Iterable[str] = ()) -> bool:
    """Whether a phrase speaks of a body that watches and counts: "a war monitor", "a monitoring group"."""
    return noun in ("monitor", "watchdog") or (
        noun in ("group", "organisation", "organization") and "monitoring" in modifiers
    )


def is_people(word: Word) -> bool:
    """Whether a common noun is one that "they" can mean as speakers: people and bodies, not things."""
    single = word.lower.removesuffix("s")
    return word.lower in _PEOPLE or word.entity == "NORP" or is_person_noun(single) or is_body_noun(single)


def is_person_pronoun(word: Word) -> bool:
    """Whether the word is "he" or "she" in any case."""
    return word.lower in _PERSON_PRONOUNS


def is_body_noun(noun: str) -> bool:
    """Whether a common noun stands for a body ("group", "ministry")."""
    return noun in BODY_NOUNS
