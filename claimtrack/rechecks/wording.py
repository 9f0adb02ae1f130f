"""Whether two texts say the same in the same words, however they are typed.

Two texts come in; an answer, a likeness or the words that differ come out. What the words mean is not known here.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    dozen dozens scores hundreds thousands millions several
"""
NUMBER_WORDS = frozenset(_NUMBERS.split())

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\ufffd])"
_WORD = re.compile(
    # A number keeps its sign, currency, separators and per cent: 16, 1.6 and 16% are different figures.
    r"(?P<number>(?:(?<!\w)[-−+])?[$€£¥]?\d+(?:[.,:]\d+)*%?)"
    rf"|{_LETTER}(?:{_LETTER}|\d|['’‘ʼ](?={_LETTER}))*"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "−": "-"})

# How a UTF-8 sequence looks when it was read as Windows-1252: a lead byte and one to three more.
_MISREAD = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3}")

_STAMPS = """
    updated update published posted modified first last on at ago am pm a p m
    gmt utc bst ist est edt cst cdt mst mdt pst pdt cet cest et ct pt
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec st nd rd th
    second seconds minute minutes min mins hour hours day days read
"""
_STAMP_WORDS = frozenset(_STAMPS.split())
_COUNTER_WORDS = frozenset({"comment", "comments", "share", "shares", "view", "views", "like", "likes"})
_LINE_BREAK = re.compile(r"[\r\n\v\f\u0085\u2028\u2029|•·]+")
_MOMENT = re.compile(
    r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    r"|\b\d{1,2}[:hH]\d\d(?::\d\d)?(?:Z\b|(?=[ap]m\b)|\b)",
    re.IGNORECASE,
)
_MAX_STAMP_WORDS = 16


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is compared, and where it stands."""

    start: int
    end: int
    plain: str
    """Lower case, one kind of apostrophe, composed accents, no thousands separators."""
    is_number: bool = False
    """Whether it is written in digits."""


def words_of(text: str) -> tuple[Word, ...]:
    """The words of `text` in order, with offsets into it; punctuation, quotation marks and white space are left out."""
    return tuple(
        Word(match.start(), match.end(), _plain(match.group()), match["number"] is not None)
        for match in _WORD.finditer(text)
    )


def has_same_wording(a: str, b: str) -> bool:
    """Whether `a` and `b` differ at most in white space, punctuation, quotation marks, case or character set.

    The separators inside numbers are no punctuation: 1.6 and 16 differ, 1,600 and 1600 do not.
    """
    if a == b:
        return True
    a, b = _repaired(a), _repaired(b)
    if wording_key(a) == wording_key(b):
        return True
    return ("\ufffd" in a or "\ufffd" in b) and _same_but_lost_letters(a, b)


def wording_key(text: str) -> str:
    """The words of `text` run together: equal for texts that differ only in typing.

    "Air strikes", "air-strikes" and "airstrikes" agree; numbers stay apart from their neighbours.
    """
    pieces: list[str] = []
    after_number = False
    for word in words_of(text):
        if word.is_number or after_number:
            pieces.append(" ")
        pieces.append(word.plain.replace("'", ""))
        after_number = word.is_number
    return "".join(pieces)


def without_stamps(text: str) -> str:
    """`text` without the lines that are only a time stamp or a counter ("Updated 14:02", "3 comments")."""
    return "\n".join(line for line in _LINE_BREAK.split(text) if not _is_stamp(line))


class WordIndex:
    """The words of one text, to look up where other wordings stand in it."""

    def __init__(self, text: str) -> None:
        self._words = words_of(text)
        self._plains = [word.plain for word in self._words]
        self._places: dict[str, list[int]] = {}
        for place, plain in enumerate(self._plains):
            self._places.setdefault(plain, []).append(place)

    def find(self, wording: str) -> tuple[tuple[int, int], ...]:
        """The spans at which the words of `wording` stand in a row, in order; none for a wording without words."""
        wanted = [word.plain for word in words_of(wording)]
        size = len(wanted)
        if size == 0:
            return ()
        return tuple(
            (self._words[place].start, self._words[place + size - 1].end)
            for place in self._places.get(wanted[0], ())
            if self._plains[place : place + size] == wanted
        )


def masked(words: Sequence[Word]) -> tuple[str, ...]:
    """The words with every number made the same, so that "16 killed" and "27 killed" are alike."""
    return tuple("#" if word.is_number or word.plain in NUMBER_WORDS else word.plain for word in words)


def likeness(a: Sequence[str], b: Sequence[str], *, at_least: float = 0.0) -> float:
    """How alike two rows of words are in words and order, 0..1; 0 when it cannot reach `at_least`.

    Source: the Ratcliff/Obershelp ratio of difflib, 2 * common / total, over words.
    """
    if likeness_bound(a, b) < at_least or not (a or b):
        return 0.0
    ratio = SequenceMatcher(None, a, b, autojunk=False).ratio()
    return ratio if ratio >= at_least else 0.0


def likeness_bound(a: Sequence[str], b: Sequence[str]) -> float:
    """What `likeness` cannot exceed, 0..1: the share of words in common, whatever their order. Much cheaper."""
    total = len(a) + len(b)
    return 2 * (Counter(a) & Counter(b)).total() / total if total else 0.0


def describe_difference(before: str, after: str) -> str:
    """The words that differ, for a person: '"said" became "alleged"; "at least" was dropped'. At most three places."""
    old, new = words_of(before), words_of(after)
    matcher = SequenceMatcher(None, [word.plain for word in old], [word.plain for word in new], autojunk=False)
    parts = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        dropped = before[old[i1].start : old[i2 - 1].end] if i2 > i1 else ""
        added = after[new[j1].start : new[j2 - 1].end] if j2 > j1 else ""
        if tag == "replace":
            parts.append(f"“{dropped}” became “{added}”")
        elif tag == "delete":
            parts.append(f"“{dropped}” was dropped")
        elif tag == "insert":
            parts.append(f"“{added}” was added")
    more = f"; and {len(parts) - 3} more" if len(parts) > 3 else ""
    return "; ".join(parts[:3]) + more


def _plain(word: str) -> str:
    return _THOUSANDS.sub("", unicodedata.normalize("NFKC", word).casefold().translate(_APOSTROPHES))


def _repaired(text: str) -> str:
    """`text` with UTF-8 that was read as Windows-1252 read rightly: "donâ€™t" becomes "don’t"."""
    return _MISREAD.sub(_reread, text)


def _reread(match: re.Match[str]) -> str:
    data = b"".join(bytes((ord(char),)) if ord(char) < 0x100 else char.encode("cp1252") for char in match.group())
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return match.group()


def _same_but_lost_letters(a: str, b: str) -> bool:
    """Whether `a` and `b` agree when each replacement character (U+FFFD) may stand for any one letter."""
    ours, theirs = _lossy_words(a), _lossy_words(b)
    return len(ours) == len(theirs) and all(
        _may_be(one, two) or _may_be(one.strip("\ufffd"), two.strip("\ufffd"))
        for one, two in zip(ours, theirs, strict=True)
    )


def _lossy_words(text: str) -> list[str]:
    # One lost letter may leave several marks; what is nothing but marks was punctuation.
    plains = (re.sub("\ufffd+", "\ufffd", word.plain) for word in words_of(text))
    return [plain for plain in plains if plain != "\ufffd"]


def _may_be(a: str, b: str) -> bool:
    return len(a) == len(b) and all(x == y or "\ufffd" in (x, y) for x, y in zip(a, b, strict=True))


def _is_stamp(line: str) -> bool:
    rest, moments = _MOMENT.subn(" ", line)
    words = words_of(rest)
    if len(words) > _MAX_STAMP_WORDS:
        return False
    plains = [word.plain for word in words if not word.plain[:1].isdigit()]
    numbers = len(words) - len(plains)
    # A number and what it counts: a line such as "16 killed" says something, "16 comments" does not.
    if not all(plain in _STAMP_WORDS for plain in plains):
        return moments == 0 and numbers == 1 and len(plains) == 1 and plains[0] in _COUNTER_WORDS
    return moments > 0 or (numbers > 0 and len(plains) > 0)
