"""Who and what speaks, by the words for them: papers and figures, bodies, and what somebody is called the second time.

Sets of lower-case words, no text. How an attribution is resolved with them is in ``attribution``.
"""

from claimtrack.claims.cues import words

FIRST_PERSON = words("i we me us")
DOCUMENTS = words(
    "statement statements report communique letter tweet post message release announcement memo declaration"
)
RECORDS = words(
    "figures numbers data findings research study book account video clip analysis essay article column lawsuit"
)
"""What speaks for whose it is: "her figures show"."""
DESKS = words("unit team desk newsroom bureau board staff survey poll investigation")
"""Parts and works of an outlet that speak for it: "the Herald's investigative unit", "a Herald survey"."""
ISSUING = words("issued issues released releases published circulated")
UMBRELLAS = frozenset({"united nations", "un", "u.n", "european union", "eu", "e.u", "african union", "us", "u.s"})
"""Bodies of many bodies: an agency of theirs is not they."""
ANY_BODY = words("group organisation organization body monitor watchdog")
"""What any body that is no state may be called the second time."""
EPITHETS = words(
    "front-runner frontrunner runner candidate nominee contender hopeful challenger incumbent billionaire millionaire "
    "businessman businesswoman mogul tycoon senator congressman congresswoman lawmaker democrat republican libertarian "
    "socialist veteran star singer actor actress"
)
"""What a person just quoted is called the next time: "the front-runner". Offices that another may hold are no epithets."""
NO_SPEAKERS = words("it that this which what you those these there such")
"""What a resolved source is never left at: "that says it all" has no speaker but the one who says so."""
