"""Which language a text or a paragraph is written in."""

import re
from functools import cache
from typing import TYPE_CHECKING

from claimtrack.claims.cues import words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE_CHARS = 4_000
"""The start of an article settles its language; more only costs time."""
CERTAIN = 0.8
"""Least probability at which a text in Latin letters counts as another language than English. Source: our trial, 2026:
of 15,874 English sentences, claims and headlines one reached it, which holds a Dutch sentence; at 0.5 it were 11, most
of them headlines of six words. Sentences of seven words and more in 14 other languages reach 0.86 to 1."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LAST_LATIN = 0x24F
_ENGLISH = words("the of and that with from said which were this his they would been their")
"""Frequent words that are rare in other languages; "in", "a", "as", "on", "was" and "has" are not."""

_NAMED = (
    "en English fr French de German es Spanish pt Portuguese it Italian nl Dutch sv Swedish da Danish no "
    "Norwegian fi Finnish is Icelandic pl Polish cs Czech sk Slovak sl Slovene hr Croatian bs Bosnian sr Serbian "
    "mk Macedonian bg Bulgarian ru Russian uk Ukrainian be Belarusian hu Hungarian ro Romanian el Greek sq "
    "Albanian tr Turkish az Azerbaijani kk Kazakh ky Kyrgyz uz Uzbek tg Tajik mn Mongolian ka Georgian hy "
    "Armenian ar Arabic he Hebrew fa Persian ur Urdu ps Pashto ku Kurdish hi Hindi bn Bengali pa Punjabi gu "
    "Gujarati ta Tamil te Telugu ml Malayalam kn Kannada mr Marathi ne Nepali si Sinhala th Thai lo Lao km Khmer "
    "my Burmese vi Vietnamese id Indonesian ms Malay tl Tagalog ja Japanese zh Chinese ko Korean sw Swahili am "
    "Amharic ha Hausa so Somali yo Yoruba ig Igbo zu Zulu af Afrikaans ga Irish cy Welsh et Estonian lv Latvian "
    "lt Lithuanian ca Catalan eu Basque gl Galician mt Maltese"
)
NAMES: dict[str, str] = dict(zip(_NAMED.split()[::2], _NAMED.split()[1::2], strict=True))
"""ISO 639-1 code to name, of the languages that are told apart. Those with few newspapers only draw short texts away."""


def is_read(language: str) -> bool:
    """Whether texts of a language are read by the English rules: English, or too few words to tell."""
    return language in ("en", "und")


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the text's language, or "und" when it holds too few words to tell."""
    found = _LETTERS.findall(text[:SAMPLE_CHARS])
    if not found:
        return "und"
    common = sum(word.lower() in _ENGLISH for word in found)
    if common >= max(2, len(found) / 12):
        return "en"
    if sum(ord(word[0]) > _LAST_LATIN for word in found) * 2 > len(found):
        return _identified(text)[0]
    unsure = "en" if all(word.isascii() for word in found) else "und"
    if len(found) < 3:
        return unsure
    code, probability = _identified(text)
    return code if code == "en" or probability >= CERTAIN else unsure


def _identified(text: str) -> tuple[str, float]:
    code, probability = _identifier().classify(text[:SAMPLE_CHARS])
    return str(code), float(probability)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # its tables take a second to load

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(NAMES))
    return identifier
