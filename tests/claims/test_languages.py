"""Texts and paragraphs in other languages: split into sentences, marked so, and nothing misread in them."""

from collections.abc import Callable

import pytest

from claimtrack.claims.model import Extraction

Extract = Callable[..., Extraction]

PARAGRAPHS = {
    "fr": (
        "French",
        "Le ferry a coulé lundi au large de Tarn. Selon les garde-côtes, 31 passagers ont perdu la vie dans le naufrage.",
    ),
    "de": (
        "German",
        "Die Fähre sank am Montag vor der Insel Tarn. Nach Angaben der Küstenwache kamen dabei 31 Fahrgäste ums Leben.",
    ),
    "es": (
        "Spanish",
        "El transbordador se hundió el lunes cerca de Tarn. Según la guardia costera, murieron 31 pasajeros en el mar.",
    ),
    "ru": (
        "Russian",
        "Паром затонул в понедельник у острова Тарн. По данным береговой охраны, погиб 31 пассажир этого судна.",
    ),
    "ar": ("Arabic", "غرقت العبارة يوم الاثنين قرب جزيرة تارن. وقال خفر السواحل إن 31 راكبا لقوا حتفهم في البحر."),
    "zh": ("Chinese", "渡轮星期一在塔恩岛附近沉没。海岸警卫队说,船上有31名乘客遇难。"),
    "tr": (
        "Turkish",
        "Feribot pazartesi günü Tarn adası açıklarında battı. Sahil güvenliğe göre kazada 31 yolcu hayatını kaybetti.",
    ),
}
CASES = [(code, *found) for code, found in PARAGRAPHS.items()]


def assert_only_split(found: Extraction, text: str, start: int) -> None:
    """Two sentences from ``start`` on, with exact spans and nothing read in them."""
    aside = [claim for claim in found.claims if claim.start >= start]
    assert 2 == len(aside)
    for claim in aside:
        assert claim.quote == text[claim.start : claim.end]
        assert ((), (), (), None) == (claim.figures, claim.dates, claim.places, claim.claimant)
        assert ("language",) == claim.ambiguous


@pytest.mark.parametrize(("code", "name", "paragraph"), CASES, ids=list(PARAGRAPHS))
def test_a_text_in_another_language_gives_its_sentences(extract: Extract, code: str, name: str, paragraph: str) -> None:
    """The language is named in a note for the reader."""
    found = extract(paragraph)

    assert code == found.language
    assert_only_split(found, paragraph, 0)
    (note,) = found.notes
    assert note.startswith(f"The text is in another language ({name})")


@pytest.mark.parametrize(("code", "name", "paragraph"), CASES, ids=list(PARAGRAPHS))
def test_a_paragraph_in_another_language_is_set_apart(extract: Extract, code: str, name: str, paragraph: str) -> None:
    """The English around it is read as ever."""
    english = "A ferry sank near the island of Tarn on Monday, killing 31 people, the coast guard said.\n\n"
    text = english + paragraph

    found = extract(text)

    read = [claim for claim in found.claims if claim.start < len(english)]
    assert "en" == found.language
    assert [31] == [figure.low for claim in read for figure in claim.figures]
    assert_only_split(found, text, len(english))
    (note,) = found.notes
    assert note.startswith(f"1 paragraph is in another language ({name})")


def test_english_with_foreign_names_is_english(extract: Extract) -> None:
    """Names and a quoted word of another language are no other language."""
    text = "Jürgen Müller and François Lefèvre left Düsseldorf on Monday, shouting “liberté”.\n\nThe dam broke."

    found = extract(text)

    assert ("en", ()) == (found.language, found.notes)
