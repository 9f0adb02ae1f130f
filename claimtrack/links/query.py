"""What a text offers to a search: its words without the noise of posts, the day it names, its runs of letters.

Text goes in, text, a day and sets of letters come out. What they are searched in is not known here.
"""

import re
from datetime import date
from functools import lru_cache

from claimtrack.claims.dates import find_dates
from claimtrack.links.words import fold

ADDRESS = re.compile(r"(?:https?://|www\.|\bpic\.)\S+|\b[\w-]+\.(?:com|co|ly|org|net|gov|me)/\S*", re.IGNORECASE)
TAG = re.compile(r"[#@](\w+)")
JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])|_+")
"""Where the words of a tag meet: "#StormArea51", "@white_house"."""
WORD = re.compile(r"[^\W_]+")
RUN_CHARS = 4
"""Letters in a run. Source: 4 is the length most used for English in the CLEF evaluations of McNamee and Mayfield (2004);
"australian" and "australia" share five such runs, their stems differ."""


def plain_words(text: str) -> str:
    """The text without web addresses, and with the words inside hashtags and user names beside them.

    "#StormArea51 pic.twitter.com/x" becomes "StormArea51 Storm Area 51". Sentences of articles come back as they are.
    """
    bare = TAG.sub(_opened, ADDRESS.sub(" ", text))
    return " ".join(bare.split()) or text


def named_day(text: str) -> date | None:
    """The last day that the text names with its year, as posts are signed; None when it names none."""
    days = [found.first_day for found in find_dates(text, None) if found.precision == "day"]
    return next((day for day in reversed(days) if day), None)


@lru_cache(maxsize=4096)
def letter_runs(text: str) -> frozenset[str]:
    """Every run of four characters of the folded words, with one space between and around them."""
    line = letter_line(text)
    return frozenset(map("".join, zip(*(line[start:] for start in range(RUN_CHARS)), strict=False)))


def letter_line(text: str) -> str:
    """The line that `letter_runs` are taken from: a run is one of the text if it stands in it."""
    return f" {' '.join(WORD.findall(fold(text)))} "


def _opened(tag: re.Match[str]) -> str:
    words = JOINT.sub(" ", tag[1]).strip()
    return tag[1] if words in ("", tag[1]) else f"{tag[1]} {words}"
