"""Copies: a reprint is known by its text, under whatever headline and however cut; two reports of one event are not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.articles.copies import (
    CopyEvidence,
    is_copy,
    signature,
    signature_keys,
    signature_similarity,
    similarity,
)

SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "xo", "yu", "za")


def _word(seed: int, sentence: int, position: int) -> str:
    digest = hashlib.sha256(f"{seed}/{sentence}/{position}".encode()).digest()
    return "".join(SYLLABLES[byte % len(SYLLABLES)] for byte in digest[:3])


def _report(seed: int, sentences: int) -> list[str]:
    """Made-up sentences of sixteen words that differ between seeds, the same on every run."""
    return [" ".join(_word(seed, n, position) for position in range(16)) + "." for n in range(sentences)]


WIRE = _report(1, 18)


def _text(sentences: list[str]) -> str:
    return "\n\n".join(sentences)


def test_reprint_with_another_headline_and_a_third_cut_is_a_copy() -> None:
    """The usual fate of an agency story: new headline, end cut off, a local sentence added."""
    reprint = ["Town shocked by moving items", *WIRE[:12], "Our paper could not reach the town hall in time."]

    evidence = is_copy(_text(WIRE), _text(reprint))

    assert evidence is not None
    assert evidence.share > 0.85
    assert evidence.text == f"{int(evidence.share * 100)} % of the text"


def test_order_of_the_two_does_not_matter() -> None:
    """Nobody knows which is the original."""
    a, b = _text(WIRE), _text([*WIRE[3:], *_report(2, 4)])

    assert is_copy(a, b) == is_copy(b, a)
    assert similarity(a, b) == similarity(b, a)


def test_spelling_of_the_page_does_not_matter() -> None:
    """Case, quotation marks, punctuation, width and line breaks differ between sites."""
    other = _text(WIRE).upper().replace(".", " …").replace("\n\n", " ").replace("BA", "ＢＡ")

    assert similarity(_text(WIRE), other) == 1.0


def test_two_reports_of_one_event_are_no_copies() -> None:
    """Own words about the same thing are a second source, even with one shared statement."""
    shared = WIRE[4:6]

    assert is_copy(_text(WIRE), _text([*_report(3, 9), *shared, *_report(4, 9)])) is None


@pytest.mark.parametrize(("kept", "expected"), [(10, True), (4, False)])
def test_share_of_the_shorter_text_decides(kept: int, expected: bool) -> None:
    """About four tenths of the shorter text is where copies begin."""
    other = [*WIRE[:kept], *_report(5, 18 - kept)]

    assert (is_copy(_text(WIRE), _text(other)) is not None) is expected


@pytest.mark.parametrize("text", ["", "Sixteen killed.", " ".join(WIRE[:1]), " \n "])
def test_short_text_is_no_copy_even_of_itself(text: str) -> None:
    """A brief or a quoted line is too little to tell a copy from a coincidence."""
    assert is_copy(text, text) is None


def test_smallest_text_that_can_be_a_copy() -> None:
    """Thirty common sequences of five words are 34 words."""
    words = [f"word{number}" for number in range(34)]

    assert is_copy(" ".join(words), " ".join(words)) == CopyEvidence(share=1.0, shared_shingles=30)
    assert is_copy(" ".join(words[:33]), " ".join(words)) is None


def test_similarity_is_exact() -> None:
    """Four of the six sequences of the shorter text stand in the longer one."""
    shorter, longer = "a b c d e f g h i j", "x y a b c d e f g h z z z z"

    assert similarity(shorter, longer) == pytest.approx(4 / 6)


def test_text_without_spaces_between_words_is_compared_too() -> None:
    """Japanese is compared by characters."""
    text = "警察によると、昨夜の火災で十六人が避難し、けが人はいなかったという。市長は午後に会見を開く予定だ。"

    assert similarity(text, text[:30]) == 1.0
    assert is_copy(text, text[:40]) is not None


@pytest.mark.parametrize("kept", [6, 9, 12, 18])
def test_signature_estimates_the_similarity(kept: int) -> None:
    """The stored sketch tells nearly what the texts would tell."""
    a, b = _text(WIRE), _text([*WIRE[:kept], *_report(6, 18 - kept)])

    estimate = signature_similarity(signature(a), signature(b))

    assert estimate == pytest.approx(similarity(a, b), abs=0.15)


def test_signature_estimates_containment_of_a_cut_text() -> None:
    """A short cut of a long text is found to be contained in it, although most of the long text is missing."""
    assert signature_similarity(signature(_text(WIRE)), signature(_text(WIRE[:6]))) > 0.8


def test_signature_is_the_same_everywhere() -> None:
    """Stored signatures outlive the process, so the bytes must not depend on it."""
    digest = hashlib.sha256(signature("one two three four five six seven eight nine ten")).hexdigest()

    assert len(signature("")) == len(signature(_text(WIRE))) == 517
    assert digest[:16] == "aa30ff50c95956df"


@pytest.mark.parametrize("text", ["", "too few words", "    "])
def test_signature_of_too_little_text_is_like_nothing(text: str) -> None:
    """Empty sketches are equal in every place, which must not make them copies."""
    assert signature_similarity(signature(text), signature(text)) == 0.0
    assert signature_keys(signature(text)) == ()


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x02" + signature("x")[1:], signature("x") + b"\x00"])
def test_foreign_signature_is_refused(broken: bytes) -> None:
    """Sketches of different versions cannot be compared, so they are not."""
    with pytest.raises(ValueError, match="signature"):
        signature_similarity(signature("x"), broken)


def test_copies_share_a_key_and_strangers_do_not() -> None:
    """An index over the keys finds the copies without comparing every pair."""
    original = set(signature_keys(signature(_text(WIRE))))
    reprint = set(signature_keys(signature(_text(WIRE[:12]))))
    stranger = set(signature_keys(signature(_text(_report(7, 18)))))

    assert len(original) == 64
    assert original & reprint
    assert not original & stranger
    assert all(-(2**63) <= key < 2**63 for key in original)


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_similarity_is_a_share(a: list[str], b: list[str]) -> None:
    """It lies between 0 and 1, is symmetric, and a text is wholly in itself."""
    first, second = " ".join(a), " ".join(b)
    found = similarity(first, second)

    assert 0.0 <= found <= 1.0
    assert found == similarity(second, first)
    assert similarity(first, first) == (1.0 if len(a) >= 5 else 0.0)
