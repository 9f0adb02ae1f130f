"""Names of claimants, folded so that "Peskov", "Dmitry Peskov" and "Kremlin spokesman Dmitry Peskov" meet.

The named claimants of one claim's appearances go in, a key for each goes out. Among the few who assert one claim, a
surname or an abbreviation tells enough; across claims it would not, so keys of different calls are not to be compared.
"""

from collections.abc import Iterable

from claimtrack.sourcing.outlets import name_key

LINKING_WORDS = frozenset({"for", "of", "and", "the", "on", "in", "to", "at"})


def claimant_keys(names: Iterable[str]) -> dict[str, str]:
    """For each name a key that all names of one claimant share.

    A name meets another that has all its words in order ("Dmitry Peskov", "spokesman Dmitry Peskov"), that ends in it
    where it is a single word ("Peskov"), or whose initials it spells ("SOHR"). A name that would meet two claimants who
    do not meet each other stays by itself: "Clinton" is not decided between Bill and Hillary.
    """
    folded = {name: name_key(name) for name in names}
    full = sorted(set(folded.values()), key=lambda key: (-len(key.split()), key))
    keys: dict[str, str] = {}
    for key in full:
        hosts = {keys[other] for other in keys if _is_form_of(key, other)}
        keys[key] = hosts.pop() if len(hosts) == 1 else key
    return {name: keys[key] for name, key in folded.items()}


def _is_form_of(short: str, full: str) -> bool:
    words, all_words = short.split(), full.split()
    if not words or len(words) >= len(all_words):
        return False
    if len(words) == 1:
        return all_words[-1] == short or _initials(all_words) == short
    return any(all_words[i : i + len(words)] == words for i in range(len(all_words) - len(words) + 1))


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words if word not in LINKING_WORDS)
