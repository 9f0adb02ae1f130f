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
admonish o for q
advise c x
advocate o for
affirm c o q
agitate for
agree c i with on to
aim i
allege c o q p
allude to
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
assure c q
attack o for over as
attest c to
attribute o to
authorize x
avow c
bark q
bash o for
beg x o for
begin q
believe c p in
bellow q
bemoan o
berate o for over
bicker over about
blame o for on
blast o for as over
blurt q
boast c q of about
boycott o
brag c q about
brand l
bristle at
calculate c
call l for on x q
campaign for against
care about w
caricature o
cast o as
castigate o
caution c q against about x
censure o
challenge o x on over
chant q o
characterize l o
charge c q o with
chastise o
chat about
cheer o q for
chide o for
chime q
cite o
claim c i o q
clamor for
clarify c w o q
clash over
commend o for
comment on q about
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
conspire i
contemplate o
contend c q
contest o
contradict o
converse about
convey o c
convince x c of
counsel x c
counter c q o
covet o
crave o
credit o with for
criticize o for as over
critique o
croak q
crow c q about
crusade for against
cry q
dare x
deadpan q
debate w over about
debunk o
deceive o
decide i c w
declare c l o q i
decline i o q
decry o as
deduce c
deem l
defame o
defend o against as
define as
delight in
demand c i o q
demean o
demonize o as
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
disdain o
dismiss o as
disparage o
disprove o
dispute o c
distrust o
divulge o w
doubt c o w
downplay o
drawl q
dub l
dwell on
echo o q
elaborate on
email q c
embrace o
emphasize c o q w
encourage x o
endorse o for
envisage o
envision o c
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
fault o for
favor o
favour o
fear c o
feel c about l
fete o
feud over
fib about
figure c
find c w l
fire q
fixate on
flag o
focus on
forecast c o
foresee c o
foretell c
forget c w about
frame o as
fret c about over
fume c q about
gauge o w
glorify o
gossip about
grasp o w
gripe about c
gush about over q
hail o as for
hammer o for on
hanker for
hate o i
hear c w
heckle o
highlight o w
hint c at
hit q
honor for
hope c i for
hypothesize c
idolize o
ignore o
illustrate w o c
imagine c w o
impersonate o
imply c o
impugn o
indicate c w o
infer c
inform c of
inquire w about into
insinuate c
insist c q on
insult o
intend i o
interject q
interpret o as
interrupt q
intone q
intuit c
invite x
invoke o
jeer o q
joke c q about
judge l c
justify o
knock o for
know c w o about
label l
lambast o for
lambaste o for
lament c o q
lash at
laud o for as
laugh at
lay o
learn c w of about
lecture o on about
lie about
like o i
liken o to
link to
list o as
loathe o
lobby for x against i
look i
love o i
maintain c q
malign o
mandate c o
marvel at
mean i
mention c o w
militate against
misrepresent o
mistrust o
mock o for as
mourn o
mull o w
mumble q
murmur q
muse c q about
mutter q
name l o
narrate o
needle o
nominate o
note c o q w
notice c w o
notify c of
object to c
observe c q o
offer i o q
opine c q on
oppose o
opt i for
order x o
outline o w
paint o as
pan o
parody o
perceive o as c
persist q
persuade x c
petition x for
pitch o
plan i o for
plead for i with q
pledge i c o q
plot i o
point c o to
ponder o w
portray l o as
posit c
post q c o
postulate c
praise o for as
pray c for
preach o
predict c o w q
prefer i o
press for x o on q
pressure x on
presume c
pretend c i
prize o
proclaim c l q o
prod x q
profess i o c
project c p o
promise i c o q
promote o
prophesy c
propose i o c
protest o c against q
prove c w
publicize o
push for x back i
quarrel over
question w o
quip c q
quiz o
quote o
rail against at about
rate l o
read c q
reaffirm c o
realize c w
reason c q
reassure c q
rebel against
rebuke o for
recall c o w q
recap o
recite o q
reckon c p
recognize c o w
recollect c o
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
relish o
remark c q on
remember c w o
remind c of x q
renounce o
repeat c o q
reply c q
report c w o q p
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
revere o
ridicule o for as
riff on q
rip o for over
roar q
root for
rule c l out
salute o
savage o for
say c w q p o
scoff at q
scold o for q
scorn o
scream q c at
scrutinize o
second-guess o
see c w o as
seek i o
seem s
sense c o
shame o
shoot q
shout q c
show c w o
shrug off
shun o
side with
sigh q
sign o
signal c o i w
skewer o for
slam o for as
smear o
snap q
sneer q at
snub o
sour on
spar over
speak of about on to against
specify c w o
speculate c w about on
spell o
spurn o
stand by
start q
state c q w o
stipulate c
stress c o q w
sue o for
suggest c o q w
summarize o
support o
suppose c
surmise c
suspect c o p
swear c i
sympathize with
talk about of up
tally c
taunt o q
tease o q
tell c w x q about of
testify c about w to
thank o for
theorize c
think c w about of p l
threaten i c o
thunder q
tie to
toast o
touch on
tout o as
trace to
trash o
trumpet o
trust c o
tweet q c o
uncover o
undercut o
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
vote for against i
vouch for
vow i c q
wager c
want i x o
warble q
warm to
warn c q of about x against o
weigh w on
welcome o
whisper q c
wish c x i for
wonder w c about q at
worry c about over q
wrestle with
write c w q about of o
yearn for i
yell q c at
zero on
"""

_IRREGULAR = {
    "begin": "begin begins began begun beginning",
    "shoot": "shoot shoots shot shooting",
    "hit": "hit hits hitting",
    "lay": "lay lays laid laying",
    "lie": "lie lies lied lying",
    "cast": "cast casts casting",
    "spar": "spar spars sparred sparring",
    "stand": "stand stands stood standing",
    "sue": "sue sues sued suing",
    "tie": "tie ties tied tying",
    "plot": "plot plots plotted plotting",
    "infer": "infer infers inferred inferring",
    "prod": "prod prods prodded prodding",
    "fib": "fib fibs fibbed fibbing",
    "chat": "chat chats chatted chatting",
    "quiz": "quiz quizzes quizzed quizzing",
    "snub": "snub snubs snubbed snubbing",
    "skip": "skip skips skipped skipping",
    "rebel": "rebel rebels rebelled rebelling",
    "paint": "paint paints painted painting",
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
understandable that
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
sure that of
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
