"""Bytes to text: the right encoding, or an error that says why there is none; never a guess that changes a quote."""

import codecs
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.articles.extract import decode_text, read_plain_text, sniff_html
from claimtrack.articles.model import ArticleText
from claimtrack.errors import EmptyText, InputError, NotText, TextTooLarge, UnknownEncoding

ENGLISH = "The mayor said “no one was hurt” — but witnesses counted 16 dead near the café."
FRENCH = "Le préfet a déclaré que l’incendie avait été maîtrisé à l’aube ; dix-huit élèves ont été évacués."
RUSSIAN = "Представитель городской администрации сообщил, что в результате взрыва пострадали шестнадцать человек."
JAPANESE = "警察によると、昨夜の火災で十六人が避難し、けが人はいなかったという。市長は午後に会見を開く予定だ。"
HEBREW = "ראש העיר אמר ביום שלישי כי שישה עשר בני אדם נפצעו בפיצוץ שאירע בבוקר."
ARABIC = "قال متحدث باسم البلدية إن ستة عشر شخصا أصيبوا في الانفجار الذي وقع صباح الثلاثاء."


@pytest.mark.parametrize(
    ("data", "charset", "expected", "name"),
    [
        (ENGLISH.encode(), None, ENGLISH, "utf-8"),
        (b"plain ASCII", None, "plain ASCII", "utf-8"),
        (codecs.BOM_UTF8 + ENGLISH.encode(), None, ENGLISH, "utf-8"),
        (codecs.BOM_UTF8 + ENGLISH.encode(), "latin-1", ENGLISH, "utf-8"),  # the mark outranks the header
        (codecs.BOM_UTF16_LE + ENGLISH.encode("utf-16-le"), None, ENGLISH, "utf-16-le"),
        (codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"), None, RUSSIAN, "utf-16-be"),
        (codecs.BOM_UTF32_LE + ENGLISH.encode("utf-32-le"), None, ENGLISH, "utf-32-le"),
        (codecs.BOM_UTF32_BE + ENGLISH.encode("utf-32-be"), None, ENGLISH, "utf-32-be"),
        (ENGLISH.encode("utf-16-le"), None, ENGLISH, "utf-16-le"),  # no mark, but zeros in every other place
        (ENGLISH.encode("utf-16-be"), None, ENGLISH, "utf-16-be"),
        (JAPANESE.encode("utf-16-le"), "utf-16-le", JAPANESE, "utf-16-le"),
        (b"plain ASCII", "utf-16", "plain ASCII", "utf-8"),  # an old label on a page that was saved anew
        (ENGLISH.encode("cp1252"), None, ENGLISH, "cp1252"),
        (FRENCH.encode("cp1252"), None, FRENCH, "cp1252"),
        (ENGLISH.encode("cp1252"), "iso-8859-1", ENGLISH, "cp1252"),  # browsers read it so too
        (ENGLISH.encode("cp1252"), "us-ascii", ENGLISH, "cp1252"),
        (FRENCH.replace("’", "'").encode("iso-8859-15"), "ISO-8859-15", FRENCH.replace("’", "'"), "iso8859-15"),
        (ENGLISH.encode(), "iso-8859-1", ENGLISH, "utf-8"),  # a wrong label of one byte gives way
        (ENGLISH.encode(), "no-such-charset", ENGLISH, "utf-8"),
        (ENGLISH.encode(), "utf-7", ENGLISH, "utf-8"),  # an encoding that hides text is not honoured
        (ENGLISH.encode(), "unicode_escape", ENGLISH, "utf-8"),
        (ENGLISH.encode(), "hex", ENGLISH, "utf-8"),
        (RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN, "cp1251"),
        (RUSSIAN.encode("cp1251"), None, RUSSIAN, "cp1251"),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN, "koi8-r"),
        (ARABIC.encode("cp1256"), "windows-1256", ARABIC, "cp1256"),
        (JAPANESE.encode("shift_jis"), "Shift_JIS", JAPANESE, "shift_jis"),
        (JAPANESE.encode("euc_jp"), "EUC-JP", JAPANESE, "euc_jp"),
        (JAPANESE.encode("shift_jis"), None, JAPANESE, "cp932"),
        (JAPANESE.encode("iso2022_jp"), "iso-2022-jp", JAPANESE, "iso2022_jp"),
        (ENGLISH.encode(), "'utf-8'", ENGLISH, "utf-8"),  # quoted in the header
    ],
)
def test_text_is_decoded(data: bytes, charset: str | None, expected: str, name: str) -> None:
    """Each encoding that newsrooms send gives the text word for word, and its name."""
    assert decode_text(data, charset=charset) == (expected, name)


@pytest.mark.parametrize(
    "data", [b"", b"  \n\t ", codecs.BOM_UTF8, codecs.BOM_UTF8 + b" \r\n", "\u2003\u00a0".encode()]
)
def test_nothing_is_empty(data: bytes) -> None:
    """White space is no text, with or without a byte order mark."""
    with pytest.raises(EmptyText):
        decode_text(data)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nstream of text that looks readable",
        b"PK\x03\x04" + b"word/document.xml" * 9,
        b"\x89PNG\r\n\x1a\n" + b"abc" * 9,
        b"\xff\xd8\xff\xe0JFIF readable words",
        b"GIF89a readable words",
        b"\xd0\xcf\x11\xe0 an old document",
        b"{\\rtf1 readable words}",
        gzip.compress(b"readable words", mtime=0),
        b"\x7fELF readable words",
        b"readable words\x00 and a zero byte",
        b"\x01\x02\x03\x04\x05\x06\x07\x08 control characters",
        bytes(range(1, 256)) * 4,
        codecs.BOM_UTF16_LE + "a\x00b".encode("utf-16-le"),  # a zero character survives no database
    ],
)
def test_binary_is_not_text(data: bytes) -> None:
    """Known file kinds and control characters are refused instead of being shown as garbage."""
    with pytest.raises(NotText):
        decode_text(data)


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + b"caf\xe9",  # says UTF-8 and is not
        codecs.BOM_UTF16_LE + b"odd",
        codecs.BOM_UTF16_LE + b"\x00\xd8a\x00",  # half a surrogate pair
        JAPANESE.encode("euc_jp"),  # undeclared: reads as Korean just as well
        HEBREW.encode("cp1255"),  # undeclared: reads as Russian just as well
    ],
)
def test_broken_encoding_is_told(data: bytes) -> None:
    """A byte that does not fit is an error; nothing is replaced."""
    with pytest.raises(UnknownEncoding):
        decode_text(data)


@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))),
    st.one_of(
        st.none(), st.sampled_from(["utf-8", "utf-16", "cp1252", "gbk", "hz", "idna", "rot13", "x", "\x00", "ü"])
    ),
)
def test_decoding_raises_only_our_errors(data: bytes, charset: str | None) -> None:
    """Whatever the bytes, the outcome is clean text or one of the errors that a reader can act on."""
    try:
        text, name = decode_text(data, charset=charset)
    except InputError:
        return

    assert text.strip()
    assert "\x00" not in text
    # Not the other way round: in some encodings several bytes are one character.
    assert data.decode(name, errors="replace").endswith(text) or name.startswith(("iso2022", "hz"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_utf8_text_comes_back_unchanged(text: str) -> None:
    """A file saved as UTF-8 is read as it was written, except for a byte order mark."""
    decoded, name = decode_text(text.encode("utf-8"))

    assert (decoded, name) == (text.removeprefix("\ufeff"), "utf-8")


def test_plain_text_keeps_everything_but_line_ends() -> None:
    """Offsets into the stored text must mean the same on every system."""
    data = codecs.BOM_UTF8 + b"\r\n  First  line\r\nsecond\rthird\n\n\tfourth \xe2\x80\xa9 end  \n"

    article = read_plain_text(data, max_chars=100)

    assert article == ArticleText(text="\n  First  line\nsecond\nthird\n\n\tfourth \u2029 end  \n", charset="utf-8")


@pytest.mark.parametrize(("characters", "fits"), [(10, True), (11, False), (1000, False)])
def test_plain_text_is_limited_in_characters(characters: int, fits: bool) -> None:
    """The limit counts characters, not bytes, and the error says where to raise it."""
    data = ("é" * characters).encode()

    if fits:
        assert len(read_plain_text(data, max_chars=10).text) == characters
    else:
        with pytest.raises(TextTooLarge, match="more than 10 characters"):
            read_plain_text(data, max_chars=10)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\r\n <!doctype HTML>", True),
        (b"<html lang=en>", True),
        (b"<!-- saved from a browser --><html>", True),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', True),
        (b"<p>A fragment</p>", True),
        (b"<article><h1>x</h1>", True),
        (codecs.BOM_UTF8 + b"<html>", True),
        (codecs.BOM_UTF16_LE + "<html>".encode("utf-16-le"), True),
        ("<html>".encode("utf-16-be"), True),
        (b"The tag <p> starts a paragraph.", False),
        (b"<3 is a heart", False),
        (b"<person> said", False),  # not an element of HTML
        (b"<pre>", False),  # begins like <p> and is not in the table
        (b'<?xml version="1.0"?><rss>', False),
        (b"", False),
        (b"<!-- never closed", False),
    ],
)
def test_html_is_told_from_text(data: bytes, expected: bool) -> None:
    """A file may be a saved page or plain text; only its beginning tells."""
    assert sniff_html(data) is expected
