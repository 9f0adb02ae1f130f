"""A noun phrase in, the outlets and papers named in it out: through whom and in what the article has what somebody said."""

from collections.abc import Iterator, Mapping

from claimtrack.claims import media
from claimtrack.claims.cues import words
from claimtrack.claims.mentions import clean, noun_phrase
from claimtrack.claims.parse import Tree, Word
from claimtrack.claims.tellers import DOCUMENTS

Agencies = Mapping[str, str] | None
"""News agencies beside the built-in ones, name to short form."""

_LONGEST = 5
"""Words of an outlet's name."""
_SHOWN = words("seen obtained reviewed viewed published read acquired leaked")


def outlets_in(tree: Tree, head: int, known: Agencies) -> list[str]:
    """The outlets named in the phrase around ``head`` ("French TV station TF1", "SANA's reporter")."""
    first, last = noun_phrase(tree, head)
    following = tree.words[last + 1 : last + 3]
    extra = 0
    for word in following:
        if not word.tag.startswith("NNP") and not word.text.isupper():
            break
        extra += 1
    return outlets_between(tree, first, last + extra, known)[-1:]


def outlets_between(tree: Tree, first: int, last: int, known: Agencies) -> list[str]:
    """The outlets named from word ``first`` to word ``last``, in order."""
    found: list[str] = []
    i = first
    while i <= last:
        if not tree.words[i].text[:1].isupper() and tree.words[i].lower != "the":
            i += 1
            continue
        for length in range(min(_LONGEST, len(tree.words) - i), 0, -1):
            name = _unpossessed(tree.slice(i, i + length - 1))
            whole = i + length - 1 <= last or media.is_listed(name)  # "Fox and Friends" is cut by the grammar
            written = tree.slice(i, i + length - 1)  # "The Hill" is an outlet with its article alone
            if name[:1].isupper() and whole and (media.is_outlet(name, known) or media.is_outlet(written, known)):
                host, _, station = name.rpartition(" of ")  # "Bill Horn of Fox News"
                found.append(media.bare(clean(station if host and media.is_listed(station) else name), known))
                i += length - 1
                break
        i += 1
    return [name for name in found if not media.is_programme(name)] or found


def employer(tree: Tree, head: int, known: Agencies) -> list[str]:
    """The outlet that a journalist speaks for: "CNN correspondent Nic Robertson said"."""
    first, last = tree.words[head].left, head
    text = [w.lower for w in tree.words[first : last + 1]]
    if not any(w in media.STAFF for w in text):
        return []
    return outlets_between(tree, first, last, known)[:1]


def shown_by(tree: Tree, source: Word, known: Agencies) -> list[str]:
    """The outlet that has what is quoted: "a report seen by the Kandor Times says"."""
    for word in tree.words[source.i + 1 : source.right + 1]:
        agent = tree.kid(word.i, "agent") if word.lower in _SHOWN and word.tag == "VBN" else None
        holder = tree.kid(agent.i, "pobj") if agent is not None else None
        if holder is not None:
            return outlets_in(tree, holder.i, known)
    return []


def _unpossessed(name: str) -> str:
    """The name without a possessive ending, also one that lost its apostrophe ("SANAs")."""
    text = clean(name)
    if len(text) > 3 and text[-1] == "s" and text[:-1].isupper():
        return text[:-1]
    return text


def documents_beside(tree: Tree, cue_at: int) -> Iterator[str]:
    """The documents in which a report is made: "in a statement, the ministry said"."""
    for prep in tree.kids(cue_at, "prep"):
        written = tree.kid(prep.i, "pobj") if prep.lower in ("in", "on") else None
        if written is not None and written.lower in DOCUMENTS:
            yield written.lower
