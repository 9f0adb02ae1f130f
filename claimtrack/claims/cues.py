"""The words that attribute, hedge and link clauses: plain tables, no logic beyond looking a word up.

The verbs are those that introduce reported content in English news; their forms are listed rather than derived by a
lemmatiser, which would take a third of the parsing time.
"""


def words(text: str) -> frozenset[str]:
    """The words of a table that is written as running text."""
    return frozenset(text.split())


_SAY = words(
    "accuse acknowledge add admit advise affirm agree allege announce answer argue assert assess assure believe "
    "boast calculate caution charge cite claim comment complain concede conclude confess confirm contend counter "
    "declare deny disclose emphasise emphasize estimate expect explain fear find forecast hint hope imply indicate "
    "inform insist joke lament maintain mention note notify observe opine pledge point post predict proclaim "
    "project promise quip reassure recall recount reiterate relate remark remind repeat reply report respond reveal "
    "show signal speculate state stress suggest suspect testify threaten tweet underline underscore urge vow warn "
    "reckon attest blog certify concur determine discover notice realise realize recognise recognize rule"
)
_IRREGULAR = {
    "say": "say says said saying",
    "tell": "tell tells told telling",
    "write": "write writes wrote written writing",
    "think": "think thinks thought thinking",
    "know": "knows knew known",
    "swear": "swear swears swore sworn swearing",
    "foresee": "foresee foresees foresaw foreseen foreseeing",
    "hold": "hold holds held",
    "feel": "feel feels felt",
    "learn": "learned learnt learns",
    "quote": "quote quotes quoted quoting",
}
_DOUBLED = {"admit": "admitted admitting", "confer": "conferred conferring"}


def _forms(verb: str) -> list[str]:
    if verb in _DOUBLED:
        return [verb, f"{verb}s", *_DOUBLED[verb].split()]
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    if verb in {"find", "forecast"}:
        return {"find": ["find", "finds", "found", "finding"], "forecast": ["forecast", "forecasts", "forecasted"]}[
            verb
        ]
    plural = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x")) else f"{verb}s"
    return [verb, plural, f"{stem}ed", f"{stem}ing"]


def _table() -> dict[str, str]:
    forms = {form: verb for verb in sorted(_SAY) for form in _forms(verb)}
    forms.update({form: verb for verb, words in _IRREGULAR.items() for form in words.split()})
    return forms


CUE_FORMS: dict[str, str] = _table()
"""Every form of a verb that introduces reported content, with its base form."""

SPEECH = words(
    "say tell add write tweet note state explain insist declare warn report announce ask argue claim reply respond "
    "remark continue stress conclude testify comment observe acknowledge confirm joke recall repeat reiterate admit "
    "proclaim assert contend opine boast concede predict vow promise pledge maintain "
    "caution suggest post quip lament complain answer emphasise emphasize underline underscore reveal"
)
"""Verbs that carry a quotation even when the parser finds no content below them."""

FIRST_PERSON_TRANSPARENT = words("think believe say tell know hope feel guess suppose mean add")
"""With "I" or "we" inside a quotation these only frame what follows: the speaker is the claimant anyway."""

TRANSPARENT = words("mean means meaning meant emerged emerges")
"""What follows stands as a claim of its own, with the claimant of the clause around it."""

LABEL_FORMS = words(
    "describe describes described describing label labels labelled labeled call calls called calling brand brands "
    "branded branding refer refers referred referring characterise characterised characterize characterized "
    "denounce denounces denounced denouncing dismiss dismissed dismissing"
)
"""Verbs that give something a name: "which she described as a trap"."""

CUE_NOUNS = words(
    "claim claims statement statements declaration declarations allegation allegations report reports assertion "
    "assertions accusation accusations announcement announcements warning warnings belief suggestion suggestions "
    "news fact admission argument insistence assessment conclusion revelation rumor rumour rumors rumours speculation"
)

DENIALS = words("deny denies denied denying reject rejects rejected refute refutes refuted dispute disputes disputed")

SPLITTING_MARKS = words("after while as because although though whereas since but and")
"""A finite clause with one of these is an assertion of its own; one with "if" or "unless" is not."""

PRONOUN_SPLITTING_MARKS = words("because although though whereas")
"""With these even a clause about "he" or "it" stands as its own assertion; "before I left" only sets the time."""

CONNECTIVES = words(
    "however overall meanwhile still also but and or so yet moreover furthermore nevertheless nonetheless "
    "additionally besides then thus therefore hence instead likewise similarly separately elsewhere further that "
    "for plus namely rather frankly even"
)
"""Words at the start of a span that join it to what came before and say nothing themselves."""

HEDGES = words(
    "reportedly allegedly apparently possibly perhaps probably presumably supposedly seemingly purportedly "
    "ostensibly may might could suspected alleged unconfirmed unverified likely"
)
HEDGING_CUES = words("allege suggest hint imply suspect speculate believe think claim fear reckon")

CASUALTY_VERBS: dict[str, str] = {
    **dict.fromkeys(
        words(
            "kill kills killed killing die dies died dying dead martyr martyred martyrs slain slay slaughtered "
            "massacred executed beheaded murdered perished deaths death fatalities fatality corpses bodies lives "
            "massacre massacres slaughter slaughters behead beheads murder murders assassinate assassinates "
            "drowned assassinated shot-dead gunned massacring slaughtering executing beheading murdering assassinating"
        ),
        "killed",
    ),
    **dict.fromkeys(
        words(
            "injure injures injured injuring wound wounds wounded wounding hurt maimed maiming injuries hospitalised "
            "hospitalized"
        ),
        "injured",
    ),
    **dict.fromkeys(words("missing disappeared unaccounted"), "missing"),
    **dict.fromkeys(
        words(
            "displace displaces displaced displacing fled flee flees fleeing evacuated evacuate homeless refugees "
            "uprooted"
        ),
        "displaced",
    ),
    **dict.fromkeys(
        words(
            "detain detains detained detaining arrest arrests arrested arresting captured kidnapped abducted jailed "
            "imprisoned hostage hostages"
        ),
        "detained",
    ),
    **dict.fromkeys(words("casualties casualty victims"), "casualties"),
}
"""Word to the casualty role it gives a count that depends on it."""
STANCES = words(
    "condemned condemns praised praises agreed agrees disagreed disagrees welcomed welcomes hailed hails criticized criticised "
    "denounced denounces dismissed dismisses rejected rejects defended defends urged urges called calls warned warns "
    "apologized apologised responded responds appealed vowed thanked mourned complained objected "
    "backed supported endorsed lamented"
)
"""What somebody does whose words may follow: "the mayor praised the crews". Who arrests or shells says nothing."""
