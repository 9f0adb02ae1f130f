"""The words that attribute something to somebody, each with the frames in which it does: tables, and a look-up.

Written from general knowledge of English grammar. A frame is what goes with the word: a clause ("said that ..."), an
infinitive ("vowed to ..."), an object ("praised the plan"), a preposition ("called for talks"). Which of these makes a
claim is not decided here: claims are made of clauses alone, by the verbs in ``cues``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Frame(StrEnum):
    """What a verb attributes with; the values are the letters of the table below."""

    CLAUSE = "c"
    QUESTION = "w"
    INFINITIVE = "i"
    OBJECT = "o"
    TASK = "x"
    """An object that is to do something: "urged the council to act"."""
    LABEL = "l"
    """An object that is given a name: "called the raid a trap"."""
    SEEMING = "s"
    """What seems to be, of the subject: "the talks seem to stall"."""
    RAISED = "p"
    """The passive with an infinitive: "is expected to resign"."""
    QUOTATION = "q"


@dataclass(frozen=True, slots=True)
class Frames:
    """In which surroundings one word attributes."""

    base: str
    frames: frozenset[Frame]
    preps: frozenset[str]
    """Prepositions that the content stands after; for nouns and adjectives also "that" and "to"."""

    def takes(self, *frames: Frame) -> bool:
        """Whether the word attributes in any of some frames."""
        return not self.frames.isdisjoint(frames)


_VERBS = """
o | acclaim appreciate articulate bemoan boycott caricature castigate censure chastise cite compare contemplate
o | contest contradict covet crave critique debunk deceive defame demean deplore despise detest disavow discern
o | disdain disparage disprove distrust downplay embrace envisage espouse expose extol favor favour fete flag glorify
o | heckle idolize ignore impersonate impugn insult invoke justify lay loathe malign misrepresent mistrust mourn
o | narrate needle nominate oppose pan parody pitch preach prize promote publicize quiz quote recap reference refute
o | relish renounce repudiate resent resist retweet revere salute scorn scrutinize second-guess shame shun sign smear
o | snub spell spurn summarize support toast trash trumpet uncover undercut value veto vilify visualize voice welcome
q | bark begin bellow blurt chime croak cry deadpan drawl fire hit interject interrupt intone mumble murmur mutter
q | persist roar shoot sigh snap start thunder warble
c | assume avow calculate deduce figure foretell hypothesize infer insinuate intuit posit postulate presume prophesy
c | require stipulate suppose surmise tally theorize wager
c o | accept anticipate assess communicate convey deny dispute envision fear forecast foresee imply mandate reaffirm
c o | recollect regret restate sense trust underline
c q | add assure conclude confide contend email exclaim maintain quip read reason reassure reply retort shout whisper
o for | admire advocate applaud bash chide commend endorse fault knock lambast lambaste rebuke savage skewer sue thank
c w o | disclose doubt illustrate imagine indicate mention notice recognize relate remember show specify underscore
c w o | understand
c w q o | acknowledge clarify confirm emphasize explain note predict recall recount reiterate reveal state stress
c w q o | suggest
w o | analyze detail dictate discuss divulge gauge grasp highlight mull outline ponder question
c q o | affirm answer assert concede counter express lament observe post repeat tweet
o as | cast decry demonize dismiss frame interpret list paint reject tout view
o as for | condemn denounce deride hail laud mock praise ridicule slam
o i | desire hate intend like love plot prefer refuse seek
on | concentrate dwell elaborate fixate focus reflect sour touch zero
for | agitate apologize clamor hanker honor root vouch
q o | chant echo jeer recite taunt tease utter
c w | demonstrate determine discover hear prove realize
to | allude link refer tie trace warm
about | chat converse fib gossip lie
c q about | brag crow fume joke muse
i | aim commit conspire look mean
at | bristle lash laugh marvel
c q o i | claim demand pledge promise
l | brand deem dub label
o as for over | assail attack blast criticize
over | clash feud quarrel spar
x | authorize dare exhort invite
c i | pretend resolve swear
c o i | profess propose threaten
c q on | insist opine remark
c x | advise counsel persuade
o l | characterize name rate
q o for | admonish cheer scold
with | side sympathize wrestle
against | militate rebel
against for | campaign crusade
c o p | project suspect
c o to | admit point
c o x | recommend request
c of | inform notify
c q about of | boast complain
c q at | scream yell
c q i | volunteer vow
c to | attest object
c w q o p | report say
i for | opt yearn
o for on | blame hammer
o for over | berate rip
o l as | portray regard
o of | accuse approve
o to | attribute liken
o x | encourage order
of | conceive disapprove
q at | scoff sneer
q o i | decline offer
s | appear seem
w | examine explore
about against at | rail
about against of on to | speak
about of up | talk
about over | bicker
as | define
by | stand
c about | gripe
c about on with | disagree
c about over | fret
c at | hint
c for | pray
c i for | hope
c i on to with | agree
c l | judge
c l about | feel
c l out | rule
c o as | perceive
c o l p at | estimate
c o x i p | expect
c p | reckon
c p in | believe
c q about against for over | argue
c q about over | worry
c q i to | confess
c q o against | protest
c q o l | proclaim
c q o l i | declare
c q o p | allege
c q o with | charge
c q o x | urge
c q o x about against of | warn
c q to | respond
c q x about against | caution
c q x of | remind
c w about | forget
c w about of | learn
c w about on | speculate
c w about to | testify
c w i | decide
c w l | find
c w l p about of | think
c w o about | know
c w o as | see
c w o i | signal
c w q about at | wonder
c w q o about of | write
c w q o i | announce
c w q x about of | tell
c with | concur
c x i for | wish
c x of | convince
i against for | vote
in | delight
o about on | lecture
o against as | defend
o for with | credit
o i for | plan
o x for | beg
o x i | want
o x on over | challenge
off | shrug
q about | vent
q about on | comment
q about over | gush
q i for with | plead
q o x for on | press
q on | riff
q x | prod
q x l for on | call
w about | care
w about into | inquire
w about over | debate
w o as | describe
w o l | consider
w on | weigh
w q o x i about for whether | ask
x for | petition
x i | appeal
x i against for | lobby
x i back for | push
x on | pressure
"""

_IRREGULAR = """
admit/admits/admitted/admitting beg/begs/begged/begging begin/begins/began/begun/beginning brag/brags/bragged/bragging
cast/casts/casting chat/chats/chatted/chatting choose/chooses/chose/chosen/choosing
commit/commits/committed/committing concur/concurs/concurred/concurring confer/confers/conferred/conferring
dub/dubs/dubbed/dubbing feel/feels/felt/feeling fib/fibs/fibbed/fibbing find/finds/found/finding
flag/flags/flagged/flagging forecast/forecasts/forecasted/forecasting foresee/foresees/foresaw/foreseen/foreseeing
forget/forgets/forgot/forgotten/forgetting fret/frets/fretted/fretting hear/hears/heard/hearing hit/hits/hitting
hold/holds/held infer/infers/inferred/inferring know/knows/knew/known/knowing
label/labels/labeled/labelled/labeling/labelling lay/lays/laid/laying learn/learns/learned/learnt/learning
lie/lies/lied/lying mean/means/meant/meaning need/needs/needed/needing opt/opts/opted/opting
oversee/oversees/oversaw/overseen/overseeing paint/paints/painted/painting pan/pans/panned/panning
plan/plans/planned/planning plot/plots/plotted/plotting prefer/prefers/preferred/preferring
prod/prods/prodded/prodding prove/proves/proved/proven/proving quip/quips/quipped/quipping
quiz/quizzes/quizzed/quizzing quote/quotes/quoted/quoting read/reads/reading rebel/rebels/rebelled/rebelling
rebut/rebuts/rebutted/rebutting recap/recaps/recapped/recapping refer/refers/referred/referring
regret/regrets/regretted/regretting rip/rips/ripped/ripping say/says/said/saying see/sees/saw/seen/seeing
seek/seeks/sought/seeking shoot/shoots/shot/shooting shrug/shrugs/shrugged/shrugging shun/shuns/shunned/shunning
signal/signals/signaled/signalled/signaling/signalling skip/skips/skipped/skipping slam/slams/slammed/slamming
snap/snaps/snapped/snapping snub/snubs/snubbed/snubbing spar/spars/sparred/sparring speak/speaks/spoke/spoken/speaking
stand/stands/stood/standing sue/sues/sued/suing swear/swears/swore/sworn/swearing tell/tells/told/telling
think/thinks/thought/thinking tie/ties/tied/tying understand/understands/understood/understanding
write/writes/wrote/written/writing
"""
"""All forms of the verbs whose forms do not follow from the first."""

_NOUNS = """
that | assumption assurance certainty conclusion contention conviction feeling finding guarantee idea implication
that | impression message notion proposition sentiment suggestion testimony theory
to | aspiration commitment decision determination invitation objection offer opposition reaction reference refusal
to | reluctance resistance resolve response willingness
of | condemnation critique defense denunciation description disapproval dismissal distrust embrace interpretation
of | mention mistrust mockery rejection ridicule
that of | admission assertion assessment charge confirmation declaration denial disclosure estimate hint indication
that of | reminder understanding
that about of | announcement fear prediction revelation rumor rumour skepticism suspicion
for to | appeal call desire plan plea
for | apology disdain preference sympathy
that about | boast doubt optimism speculation
that about on | comment remark statement thought
that for to | demand proposal request wish
that to | advice pledge reply vow
for of | dislike praise support
that for of | expectation explanation forecast
about over with | disagreement frustration
that about of on | opinion report
that about of over | complaint criticism
that about of to | claim warning
that in | belief confidence
that of to | promise threat
that on | insistence position
about at over | outrage
about for | enthusiasm
about of on over | question
about toward towards | attitude
against on | attack
against over | protest
of to | intention
on | focus
that about against for | argument
that about against of | allegation
that about for over | concern
that about over | worry
that against of | accusation
that for of to | hope
that of on | view
that to with | agreement
to toward towards | hostility
"""

_ADJECTIVES = """
that of | aware conscious convinced fearful mindful scared sure suspicious terrified unaware
of | ashamed cognizant critical dismissive distrustful fond supportive weary
that about | doubtful explicit hopeful nervous optimistic pessimistic positive worried
to | committed determined hesitant reluctant resistant sympathetic unwilling willing
about | apprehensive curious enthusiastic frank passionate unapologetic unenthusiastic
that about of | certain sceptical skeptical
that about with | concerned unhappy upset
that by | shocked surprised unconvinced
with | comfortable content uncomfortable
about of | uncertain wary
about on | bullish silent
by | horrified troubled
for to | desperate eager
that | sad understandable
that about to | anxious excited
that for | sorry thankful
that of to | afraid proud
about by | irritated
about in | vocal
about in on | outspoken
about to | open
by with | unimpressed
in | interested
on | intent
on to | keen
that about at over | furious
that about at over with | angry
that about in | adamant
that about in of | confident
that about to with | happy
that by in with | disappointed
that by over | outraged
that by to with | thrilled
that by with | frustrated
that for to | grateful
that on | insistent
that to | glad
that to with | pleased
that with | satisfied
to toward | hostile
"""

_LETTERS = frozenset(Frame)
_BY_BASE = {forms.split("/")[0]: forms.split("/") for forms in _IRREGULAR.split()}


def _forms(verb: str) -> list[str]:
    if verb in _BY_BASE:
        return _BY_BASE[verb]
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    plural = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    return [verb, plural, f"{stem}ed", f"{stem}ing"]


def _british(verb: str) -> str:
    return verb[:-3] + "ise" if verb.endswith("ize") else verb


def _lines(table: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each word of a table with what stands before the bar of its line."""
    for line in table.strip().splitlines():
        frames, _, bases = line.partition("|")
        for base in bases.split():
            yield base, frozenset(frames.split())


def _verbs() -> dict[str, Frames]:
    table: dict[str, Frames] = {}
    for base, rest in _lines(_VERBS):
        frames = Frames(base, frozenset(Frame(letter) for letter in rest & _LETTERS), rest - _LETTERS)
        for spelled in (base, _british(base)):
            table.update(dict.fromkeys(_forms(spelled), frames))
    return table


def _nouns() -> dict[str, Frames]:
    table: dict[str, Frames] = {}
    for base, rest in _lines(_NOUNS):
        plural = f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in "aeiou" else f"{base}s"
        table[base] = table[plural] = Frames(base, frozenset(), rest)
    return table


VERBS = _verbs()
"""Every form of a verb that attributes, to its frames."""
NOUNS = _nouns()
"""Singular and plural of a noun that attributes."""
ADJECTIVES = {base: Frames(base, frozenset(), rest) for base, rest in _lines(_ADJECTIVES)}
"""Adjectives and participles of those who hold something: "confident that", "wary of"."""
