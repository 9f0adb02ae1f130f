"""The words that attribute something to somebody, each with the frames in which it does: tables, and a look-up.

Written from general knowledge of English grammar. A frame is what follows the word: a clause ("said that ..."), an
infinitive ("vowed to ..."), an object ("praised the plan"), a preposition ("called for talks"). Which of these makes a
claim is not decided here: claims are made of clauses alone.
"""

from dataclasses import dataclass

from claimtrack.claims.cues import words


@dataclass(frozen=True, slots=True)
class Frames:
    """In which surroundings one word attributes."""

    base: str
    codes: frozenset[str]
    """``c`` a clause, ``w`` a question, ``i`` an infinitive, ``o`` an object, ``x`` an object with an infinitive, ``l``
    an object with a label, ``s`` an infinitive about its subject ("seems to"), ``p`` the passive with an infinitive
    ("is expected to"), ``q`` a quotation."""
    preps: frozenset[str]
    """Prepositions after which the content stands."""


_VERBS = """
accept o c
acclaim o
accuse o of
acknowledge c w o q
add c q
admire o for
admit c o to
admonish o for
advise c x against on
advocate o for
affirm c o q
agree c i with on to
aim i at for
allege c o q p
allow x
allude to
amplify o
analyze o w
announce c o q i w
answer c q o
anticipate c o
apologize for
appeal i x
appear s
applaud o for
appreciate o
approve o of
argue c q for against about over
articulate o
ask w x o q about for i whether
assail o for as over
assert c o q
assess c o
assume c
assure c q of
attack o for over as
attest c to
attribute o to
authorize x
avow c
bash o for
beg x o for
believe c p in
bemoan o
berate o for over
blame o for on
blast o for as over
boast c q of about
boycott o
brag c q about
brand l
bristle at
call l for on x q
care about w
caution c q against about x
challenge o x on over
chant q o
characterize l o
charge c q o with
cheer o q for
chide o for
cite o
claim c i o q
clarify c w o q
clash over
comment on q about
commend o for
commit i
communicate o c
compare o
complain c q about of
concede c q o
conceive of
concentrate on
conclude c q
concur c with
condemn o for as
confess c to i q
confide c q
confirm c o w q
consider l o w
contemplate o
contend c q
contest o
contradict o
convey o c
convince x c of
counsel x
counter c q o
covet o
credit o with for
criticize o for as over
critique o
crow c q about
cry q
dare x
debate w over about
debunk o
deceive o
decide i c w on against
declare c l o q i
decline i o q
decry o as
deem l
defend o against as
define as
delight in
demand c i o q
demonstrate c w
denounce o as for
deny c o
deplore o
deride o as for
describe o w as
desire i o
despise o
detail o w
determine c w
detest o
dictate o w
disagree with on about c
disapprove of
disavow o
discern o
disclose c o w
discover c w
discuss o w
dismiss o as
disparage o
dispute o c
distrust o
divulge o w
doubt c o w
downplay o
dub l
echo o q
elaborate on
email q c
embrace o
emphasize c o q w
encourage x o
endorse o for
envision o c
envisage o
espouse o
estimate c o p l at
examine w
exclaim q c
exhort x
expect c i o x p
explain c w o q
explore w
expose o
express o q c
extol o
favor o
favour o
fault o for
fear c o
feel c about l
figure c
find c w l
flag o
focus on
foresee c o
forecast c o
forget c w about
frame o as
fret c about over
fume c q about
gauge o w
grasp o w
gripe about c
gush about over q
hail o as for
hate o i
hear c w
highlight o w
hint c at
honor for
hope c i for
ignore o
illustrate w o c
imagine c w o
imply c o
impugn o
indicate c w o
inform c of
inquire w about into
insinuate c
insist c q on
intend i o
interpret o as
invite x
invoke o
jeer o q
joke c q about
judge l c
justify o
know c w o about
label l
lambast o for
lambaste o for
lament c o q
laud o for as
laugh at
learn c w of about
lecture o on about
liken o to
like o i
list o as
loathe o
lobby for x against i
look i at
love o i
maintain c q
mandate c o
mean i
mention c o w
mock o for as
mourn o
mull o w
muse c q about
name l o
narrate o
nominate o
note c o q w
notice c w o
notify c of
observe c q o
object to c
offer i o q
oppose o
opine c q on
opt i for
order x o
outline o w
pan o
perceive o as c
persuade x c
pitch o
plan i on o for
plead for i with q
pledge i c o q
ponder o w
portray l o as
post q c o
praise o for as
pray c for
preach o
predict c o w q
prefer i o
present as
press for x o on
presume c
pretend c i
proclaim c l q o
profess i o c
project c p o
promise i c o q
promote o
propose i o c
protest o c against
prove c w
publicize o
push for o x back i
question w o
quip c q
quote o
rail against at about
rate l o
read c q
reaffirm c o
realize c w
reason c q
reassure c q
rebuff o
rebuke o for
recall c o w q
recap o
recite o q
reckon c p
recognize c o w
recommend c o x
recount c o w q
refer to
reference o
reflect on
refuse i o
refute o
regard o as l
regret c o
reiterate c o q w
reject o as
relate c w o
release o
relish o
remark c q on
remember c w o
remind c of x q
renounce o
repeat c o q
reply c q
report c w o on q p
repudiate o
request c o x
require c
resent o
resist o
resolve i c
respond c q to
restate o c
retort c q
retweet o
reveal c w o q
ridicule o for as
rip o for over
rule c l out
salute o
savage o for
say c w q p o
scoff at q
scold o for q
scorn o
scream q c at
see c w o as
seek i o
seem s
sense c o
shout q c
show c w o
shrug off
shun o
sigh q
signal c o i w
skewer o for
slam o for as
smear o
sneer q at
snap q
speculate c w about on
speak of about on to against
specify c w o
spurn o
state c q w o
stipulate c
stress c o q w
suggest c o q w
summarize o
support o
suppose c
surmise c
suspect c o p
swear c i
sympathize with
talk about of up
taunt o q
tease o q
tell c w x q about of
testify c about w to
thank o for
theorize c
think c w about of p l
threaten i c o
tout o as
trash o
treat as
trumpet o
trust c o
tweet q c o
uncover o
underline c o
underscore c o w
understand c w o
urge x c q o
utter o q
value o
vent q about
veto o
view o as
vilify o
visualize o
voice o
volunteer i q c
vote for against i on
vow i c q
wager c
want i x o
warn c q of about x against o
weigh o w
welcome o
whisper q c
wish c x i for
wonder w c about q
worry c about over q
write c w q about of o
yearn for i
yell q c at
"""

_IRREGULAR = {
    "beg": "beg begs begged begging",
    "brag": "brag brags bragged bragging",
    "choose": "choose chooses chose chosen choosing",
    "commit": "commit commits committed committing",
    "concur": "concur concurs concurred concurring",
    "confer": "confer confers conferred conferring",
    "admit": "admit admits admitted admitting",
    "dub": "dub dubs dubbed dubbing",
    "feel": "feel feels felt feeling",
    "find": "find finds found finding",
    "flag": "flag flags flagged flagging",
    "forecast": "forecast forecasts forecasted forecasting",
    "foresee": "foresee foresees foresaw foreseen foreseeing",
    "forget": "forget forgets forgot forgotten forgetting",
    "fret": "fret frets fretted fretting",
    "hear": "hear hears heard hearing",
    "hold": "hold holds held",
    "know": "know knows knew known knowing",
    "label": "label labels labeled labelled labeling labelling",
    "learn": "learn learns learned learnt learning",
    "mean": "mean means meant meaning",
    "need": "need needs needed needing",
    "oversee": "oversee oversees oversaw overseen overseeing",
    "opt": "opt opts opted opting",
    "pan": "pan pans panned panning",
    "plan": "plan plans planned planning",
    "prefer": "prefer prefers preferred preferring",
    "prove": "prove proves proved proven proving",
    "quip": "quip quips quipped quipping",
    "quote": "quote quotes quoted quoting",
    "read": "read reads reading",
    "rebut": "rebut rebuts rebutted rebutting",
    "recap": "recap recaps recapped recapping",
    "refer": "refer refers referred referring",
    "regret": "regret regrets regretted regretting",
    "rip": "rip rips ripped ripping",
    "say": "say says said saying",
    "see": "see sees saw seen seeing",
    "seek": "seek seeks sought seeking",
    "shrug": "shrug shrugs shrugged shrugging",
    "shun": "shun shuns shunned shunning",
    "signal": "signal signals signaled signalled signaling signalling",
    "slam": "slam slams slammed slamming",
    "snap": "snap snaps snapped snapping",
    "speak": "speak speaks spoke spoken speaking",
    "swear": "swear swears swore sworn swearing",
    "tell": "tell tells told telling",
    "think": "think thinks thought thinking",
    "understand": "understand understands understood understanding",
    "write": "write writes wrote written writing",
}

_NOUNS = """
accusation that of against
admission that of
advice that to
agreement that to with
allegation that of about against
announcement that of about
apology for
appeal to for
argument that for against about
aspiration to
assertion that of
assessment that of
assumption that
assurance that
attack on against
attitude toward towards about
belief that in
boast that about
call to for
certainty that
charge that of
claim that to of about
comment that about on
commitment to
complaint that about of over
concern that about over for
conclusion that
condemnation of
confidence that in
confirmation that of
conviction that
contention that
criticism that of over about
critique of
declaration that of
decision to
defense of
demand that for to
denial that of
denunciation of
description of
desire to for
determination to
disagreement over with about
disapproval of
disclosure that of
disdain for
dislike of for
dismissal of
distrust of
doubt that about
embrace of
enthusiasm for about
estimate that of
expectation that of for
explanation that of for
fear that of about
feeling that
finding that
focus on
forecast that of for
frustration with over about
guarantee that
hint that of
hope that of for to
hostility to toward towards
idea that
implication that
impression that
indication that of
insistence that on
intention to of
interpretation of
invitation to
letter
message that
mention of
mistrust of
mockery of
notion that
objection to
offer to
opinion that of on about
opposition to
optimism that about
outrage over at about
plan to for
plea for to
pledge that to
position that on
praise for of
prediction that of about
preference for
promise that to of
proposal that to for
proposition that
protest against over
question about of over on
reaction to
reference to
refusal to
rejection of
reluctance to
remark that about on
reminder that of
reply that to
report that of about on
request that for to
resistance to
resolve to
response to
revelation that about of
ridicule of
rumor that of about
rumour that of about
sentiment that
skepticism that about of
speculation that about
statement that on about
suggestion that
support for of
suspicion that of about
sympathy for
testimony that
theory that
thought that on about
threat that to of
understanding that of
view that of on
vow that to
warning that of about to
willingness to
wish that to for
worry that about over
"""

_ADJECTIVES = """
adamant that about in
afraid that of to
angry that about at over with
anxious that about to
apprehensive about
ashamed of
aware that of
bullish on about
certain that about of
cognizant of
comfortable with
committed to
concerned that about with
confident that in about of
conscious of that
content with
convinced that of
critical of
curious about
desperate to for
determined to
disappointed that with in by
dismissive of
distrustful of
doubtful that about
eager to for
enthusiastic about
excited about to that
explicit that about
fearful that of
fond of
frank about
frustrated that with by
furious that at about over
glad that to
grateful that for to
happy that to with about
hesitant to
hopeful that about
horrified by
hostile to toward
insistent that on
intent on
interested in
irritated by about
keen to on
mindful of that
nervous about that
open to about
optimistic that about
outraged that by over
outspoken about on in
passionate about
pessimistic about that
pleased that with to
positive that about
proud that of to
reluctant to
resistant to
sad that
satisfied that with
scared that of
sceptical of about that
shocked that by
silent on about
skeptical of about that
sorry that for
supportive of
sure that of about
surprised that by
suspicious of that
sympathetic to
terrified of that
thankful for that
thrilled that with by to
troubled by
unapologetic about
unaware that of
uncertain about of
uncomfortable with
unconvinced that by
unenthusiastic about
unhappy that with about
unimpressed with by
unwilling to
upset that about with
vocal about in
wary of about
weary of
willing to
worried that about
"""

_CODES = words("c w i o x l s p q")


def _forms(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb].split()
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    plural = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    return [verb, plural, f"{stem}ed", f"{stem}ing"]


def _british(verb: str) -> str:
    return verb[:-3] + "ise" if verb.endswith("ize") else verb


def _verbs() -> dict[str, Frames]:
    table: dict[str, Frames] = {}
    for line in _VERBS.strip().splitlines():
        base, *rest = line.split()
        frames = Frames(base, frozenset(rest) & _CODES, frozenset(rest) - _CODES)
        for spelled in {base, _british(base)}:
            table.update(dict.fromkeys(_forms(spelled), frames))
    return table


def _nouns() -> dict[str, Frames]:
    table: dict[str, Frames] = {}
    for line in _NOUNS.strip().splitlines():
        base, *rest = line.split()
        frames = Frames(base, frozenset(), frozenset(rest))
        plural = f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in "aeiou" else f"{base}s"
        table.update(dict.fromkeys((base, plural), frames))
    return table


def _adjectives() -> dict[str, Frames]:
    lines = (line.split() for line in _ADJECTIVES.strip().splitlines())
    return {base: Frames(base, frozenset(), frozenset(rest)) for base, *rest in lines}


VERBS = _verbs()
"""Every form of a verb that attributes, to its frames."""
NOUNS = _nouns()
ADJECTIVES = _adjectives()
