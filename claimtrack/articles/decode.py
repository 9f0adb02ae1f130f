"""Bytes of unknown origin in; text and the name of its encoding out, or an error that says why they are not text.

Nothing is replaced or guessed away: a byte that does not fit the encoding is an error, since a quote must be findable
in the original word for word.
"""

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from claimtrack.articles.model import ArticleText
from claimtrack.errors import EmptyText, NotText, TextTooLarge, UnknownEncoding

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # Before UTF-16, whose mark it begins with.
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: Final = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
)
_NOT_FOR_TEXT: Final = frozenset(
    ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "mbcs", "oem", "unicode-escape")
)
_AS_BROWSERS_READ: Final = {"ascii": "cp1252", "iso8859-1": "cp1252", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
"""Source: WHATWG Encoding Standard, section 4.2: pages that say Latin-1 or ASCII use the quotes of Windows-1252."""
_SINGLE_BYTE: Final = re.compile(r"(iso8859-\d+|cp125\d|cp437|cp850|koi8-[ru]|mac-\w+|latin\w*|ascii)")
_WESTERN: Final = frozenset(
    "‘’“”„‚‹›«»–—…•·€£¥§©®™°±½¼¾×\N{NO-BREAK SPACE}\N{SOFT HYPHEN}¿¡"
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ"
)
_WESTERN_SHARE: Final = 0.12
"""Source: of the letters of German, French, Spanish and Nordic news at most about 8 % carry a mark; in Greek, Cyrillic,
Hebrew or Arabic single-byte text nearly every letter is above 0x7F."""
_TIE: Final = 0.05
"""Two encodings nearer than this on charset-normalizer's scales are a tie. Source: our trial with one paragraph in each of
twelve languages: every wrong first choice (EUC-JP, Hebrew, ISO 8859-2) had a rival within 0.05."""
_CONTROL_SHARE: Final = 0.05
_SAMPLE_BYTES: Final = 200_000
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"

_HTML_START: Final = re.compile(
    r"(?:<!doctype\s+html|<(?:html|head|body|title|meta|script|style|article|main|section|div|table|h[1-6]|p|a|b|br)"
    r"(?=[\s/>]))",
    re.IGNORECASE,
)
_BEFORE_HTML: Final = re.compile(r"(?:\s+|<\?xml[^>]*>|<!--.*?-->)+", re.DOTALL)
_SNIFF_BYTES: Final = 8192


def decode_text(data: bytes, *, charset: str | None = None) -> tuple[str, str]:
    """The text that the bytes stand for, and the name of the encoding that gave it; a byte order mark is left out.

    Looked at in this order: a byte order mark, the declared encoding, UTF-8, Windows-1252 when only typographic marks
    and Western letters would be in it, and what charset-normalizer finds. A declared single-byte encoding gives way to
    UTF-8 when the bytes are valid UTF-8 beyond ASCII, which does not happen by chance.

    Args:
        data: the bytes.
        charset: as a Content-Type header or a meta element declares it; an unknown name counts as none.

    Raises:
        EmptyText: there is nothing, or only white space.
        NotText: it is a picture, an archive, a PDF or other binary data.
        UnknownEncoding: no encoding fits.
    """
    if not data.strip():
        raise EmptyText()
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], name), name)
    _refuse_magic(data)
    declared = _codec(charset)
    wide = _wide_codec(data, declared)
    if wide is not None:
        return _checked(_strict(data, wide), wide)
    _refuse_controls(data)
    narrow = _narrow_codec(data, declared)
    return _checked(_strict(data, narrow), narrow)


def read_plain_text(data: bytes, *, max_chars: int) -> ArticleText:
    """The text of a file or of pasted bytes, with line ends as ``\\n`` and nothing else changed.

    Raises:
        EmptyText, NotText, UnknownEncoding: as ``decode_text``.
        TextTooLarge: it has more than ``max_chars`` characters.
    """
    if len(data) > 4 * max_chars + 4:  # No encoding takes more than four bytes for a character.
        raise too_large(max_chars)
    decoded, charset = decode_text(data)
    text = decoded.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > max_chars:
        raise too_large(max_chars)
    return ArticleText(text=text, charset=charset)


def sniff_html(data: bytes) -> bool:
    """True when the bytes begin like an HTML page; text that only mentions a tag does not.

    Source: the WHATWG MIME Sniffing Standard, section 7.1, with the elements that HTML 5 added.
    """
    head = data[:_SNIFF_BYTES]
    for mark, name in _BOMS:
        if head.startswith(mark):
            return _starts_html(head[len(mark) :].decode(name, errors="ignore"))
    return _starts_html(head.replace(b"\x00", b"").decode("latin-1"))


def too_large(max_chars: int) -> TextTooLarge:
    """The error for a text of more than ``max_chars`` characters."""
    return TextTooLarge(
        f"The text has more than {max_chars:,} characters. Split it, or raise CLAIMTRACK_MAX_TEXT_CHARS."
    )


def _starts_html(head: str) -> bool:
    skipped = _BEFORE_HTML.match(head)
    return _HTML_START.match(head, skipped.end() if skipped else 0) is not None


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError) as exc:
        raise UnknownEncoding(f"The text is not valid {name}. Save the file as UTF-8 and send it again.") from exc


def _checked(text: str, name: str) -> tuple[str, str]:
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if "\x00" in text:
        raise NotText()
    if not text.strip():
        raise EmptyText()
    return text, name


def _refuse_magic(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise NotText(f"This is {what}, not text. Send plain text or an HTML page.")


def _refuse_controls(data: bytes) -> None:
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if b"\x00" in data or controls > _CONTROL_SHARE * len(sample):
        raise NotText()


def _codec(charset: str | None) -> str | None:
    """Python's name for a declared encoding; None when there is none that decodes text."""
    if not charset:
        return None
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
        "a".encode(name)  # Some codecs, such as hex, do not turn bytes into text at all.
    except (LookupError, UnicodeError, ValueError):
        return None  # Not a failure: an undeclared encoding is found by other means.
    if name in _NOT_FOR_TEXT:
        return None
    return _AS_BROWSERS_READ.get(name, name)


def _wide_codec(data: bytes, declared: str | None) -> str | None:
    """UTF-16 or UTF-32 without its mark, where zero bytes are half of every plain letter; None for anything else."""
    if declared is not None and declared.startswith(("utf-16", "utf-32")) and not data.isascii():
        return declared  # All-ASCII bytes contradict it: a page that was saved anew kept its old label.
    sample = data[:_SAMPLE_BYTES]
    if b"\x00" not in sample or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.4 * len(sample) / 2 and others == 0:
            return name
    return None


def _narrow_codec(data: bytes, declared: str | None) -> str:
    """The first encoding without zero bytes that fits.

    Raises:
        UnknownEncoding: none does.
    """
    is_utf8 = _fits(data, "utf-8")
    if declared is not None and _fits(data, declared):
        prefer_utf8 = is_utf8 and not data.isascii() and _SINGLE_BYTE.fullmatch(declared)
        return "utf-8" if prefer_utf8 else declared
    if is_utf8:
        return "utf-8"
    if _looks_western(data):
        return "cp1252"
    return _statistical_codec(data)


def _statistical_codec(data: bytes) -> str:
    """What charset-normalizer finds, unless another encoding fits as well and gives other words.

    Raises:
        UnknownEncoding: nothing fits, or it cannot be told which: a wrong letter in a quote is worse than a question.
    """
    matches = from_bytes(data[:_SAMPLE_BYTES])
    best = matches.best()
    if best is None or best.encoding in _NOT_FOR_TEXT or not _fits(data, best.encoding):
        raise UnknownEncoding()
    for other in matches:
        as_clean, as_likely = other.chaos <= best.chaos + _TIE, other.coherence >= best.coherence - _TIE
        if as_clean and as_likely and str(other) != str(best):
            raise UnknownEncoding()
    return codecs.lookup(best.encoding).name


def _fits(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeError, ValueError):
        return False
    return True


def _looks_western(data: bytes) -> bool:
    high = bytes(byte for byte in data[:_SAMPLE_BYTES] if byte > 0x7F)
    if len(high) > _WESTERN_SHARE * min(len(data), _SAMPLE_BYTES) or not _fits(data, "cp1252"):
        return False
    return set(high.decode("cp1252")) <= _WESTERN
