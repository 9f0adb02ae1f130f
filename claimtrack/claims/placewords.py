"""The words by which places are told from persons, bodies and governments: plain tables."""

import re

from claimtrack.claims.cues import words

PLACE_NOUNS = words(
    "province city town village district neighborhood neighbourhood region governorate county state street avenue "
    "road square airport port island valley river mountain mountains roundabout camp border crossing countryside "
    "suburb outskirts base airbase bridge prison hospital suburbs quarter oblast"
)
PLACE_PLURALS = words("villages towns cities provinces districts suburbs neighborhoods neighbourhoods regions islands")
AREA_NOUNS = words(
    "province region governorate county state district oblast airport port countryside outskirts suburb suburbs "
    "airbase base city town village"
)
"""Nouns after which the name still is the place ("Aleppo airport"); a street or hospital only borrows it."""
WHOLE_NOUNS = words("city town village")
"""Nouns that add nothing to the name."""

LOCATING = words(
    "in near outside at around across into inside from to of within through throughout over toward towards above off "
    "on against along beyond beside between"
)
STRICTLY_LOCATING = words("in near outside at inside within around")
NAME_PARTICLES = words("de la le du del do da of on upon sur am an der und y i e and")
"""Small words inside names of places: "Rio de Janeiro", "Newcastle upon Tyne"."""

NOT_PLACES = re.compile(
    r"^(?:Islamic|Muslim|Christian|Jewish|Shiite|Sunni|Kurdish|Easter|Christmas|Ramadan|Eid|God|Satan|Internet|Earth|"
    r"White House|Kremlin|Pentagon|Elys[ée]e|Whitehall|Capitol Hill|Wall Street|Downing Street|City Hall|"
    r"Parliament|Congress|Senate|Facebook|Twitter|Google|Netflix|"
    r"Da'?esh|Hezbollah|Hizbollah|Hamas|Taliban|(?:al[- ])?Qaeda|(?:al[- ])?Nusra|(?:al[- ])?Sham|Boko Haram|Houthi|"
    r"\w+day)s?$",
    re.IGNORECASE,
)
"""Faiths, feasts, days, houses that stand for governments, and armed groups: the model takes them for places."""

COMPOUNDED = words("based backed led born brokered supported allied made run funded trained drafted bound wide style")
"""What follows a hyphen after a place that only describes somebody: "the Britain-based group"."""

NAME_LEADS = words(
    "abu umm tal tell tall deir dayr khan kafr kafar bab jabal jebel jisr ras ain ayn beit bayt wadi khirbet salah nur "
    "saif maarat maaret maraat"
)
"""First words of Arabic names that go on with "al-"."""
NEVER = words(
    "january february march april may june july august september october november december mr mrs ms dr sir the this "
    "that these those it he she they we you i if in on at an a as and but or of to by for from with after before why "
    "how who what when where not no yes so my our your his her their president minister general police army state "
    "best same super check"
)
"""Words that no context makes a place in running text."""

DOUBTFUL = words(
    "nice mobile reading split bath orange march police sunday victory independence hope enterprise union liberty "
    "university commerce industry progress media young best male born man most same much many of ore wells deal rugby "
    "sandwich sale battle bury barking hove rye ware hull cork derby essen worms celle van bar bor pau ham spa lens "
    "tours vichy angers troy normal surprise eureka paradise corona temple church chapel house bush green white brown "
    "black king prince princess major gold silver star stone rock field fields hill hills park lake forest woods "
    "clinton jackson johnson lincoln madison austin charlotte victoria florence nelson hamilton wellington "
    "nancy virginia carolina dakota alexandria santiago francisco diego salvador vincent lawrence "
    "marion monroe jefferson franklin grant marshall garland irving allen carson clifton douglas gary henderson "
    "kent lancaster luton lynn montgomery norman newton raleigh stanley sterling stewart "
    "taylor thornton tyler vernon wayne webster wilson windsor york bradford stafford preston warren warwick "
    "chelsea kingston laurel olive rosa linda elena carmen mercedes dolores concordia ali said hassan ahmed salem "
    "ibrahim omar khalid sultan karim hama mahdi bari bergen regina lourdes assisi barry "
    "cary dana davis deer delta eden euclid fisher flint florin gillette golden hemet hobbs kyle lima "
    "logan loveland mason mead mission moore mountain oak ogden oxnard pearl plant pool porter post providence "
    "redmond richmond rocky russell san santa sandy sherman simi spencer springs spring summit sun trinity "
    "troy tucker turner twin walker wallis ward waterloo weston winter wood worth bend buckeye canon crosby "
    "lester petersburg roma ravenna trento vera vista goma bo ho ica ufa osh uster wil zug male"
)
"""Towns whose names are words, given names or surnames: places only right after "in", "near" and the like, or with
their country beside them, or where the model says so."""

EVENT_NOUNS = words(
    "attack attacks bombing bombings blast blasts explosion explosions raid raids strike strikes airstrike airstrikes "
    "shelling siege massacre shooting shootings crash earthquake quake flood floods fire protest protests riot riots "
    "ceasefire truce offensive battle evacuation convoy"
)

UNDERGOING = words(
    "saw seen sees see suffered suffers suffer experienced experiences experience witnessed witnesses witness endured "
    "lies lie lay remains borders hosts hosted"
)
"""Verbs whose subject is where it happens, not who does it."""

REACHING = words(
    "bomb bombs bombed bombing shell shells shelled shelling hit hits hitting strike strikes struck striking attack "
    "attacks attacked attacking capture captures captured capturing recapture recaptured retake retaken retook take "
    "took taken seize seized seizes enter enters entered entering leave leaves left leaving flee flees fled fleeing "
    "reach reaches reached reaching visit visits visited visiting tour toured cross crosses crossed invade invades "
    "invaded invading occupy occupies occupied occupying besiege besieged surround surrounded divide divided "
    "devastate devastated ravage ravaged destroy destroyed destroying rebuild rebuilt hold holds held control controls "
    "controlled rock rocked shake shook shaken sweep swept flood flooded include includes included including border "
    "bordering cover covers covered affect affects affected exit exited pound pounded pounding target targeted "
    "targeting overrun liberate liberated mired plunged gripped engulfed torn embroiled cut hosted held"
)
"""Verbs whose object is a place when it is a country or capital."""

ADDRESSING = words(
    "call calls called calling blame blames blamed blaming sell sells sold give gives gave given giving tell told say "
    "said says appeal appeals appealed sanctions sanction pressure impose imposed rely relies relied apologise "
    "apologize apologised apologized grant granted hand handed lend lent offer offered speak spoke respond responded "
    "response reply replied turn turned according due thanks"
)

ACTOR_NOUNS = words(
    "government governments army military forces force troops soldiers police officials official authorities president "
    "minister ministers ministry premier leader leaders ambassador ambassadors diplomat diplomats diplomacy delegation "
    "envoy embassy spokesman spokeswoman secretary regime administration parliament senate senator senators congress "
    "king queen prince chancellor state jets jet warplanes warplane planes plane aircraft airstrike airstrikes strikes "
    "missiles navy lawmakers lawmaker voters people citizens intelligence media officer officers general commander "
    "veto policy allies ally support backing help warning denial request foe rival"
)
"""Nouns that make the country before or after them a government or people: "Russian" in all but form."""

LAND_NOUNS = words(
    "north south east west northeast northwest southeast southwest centre center capital coast coastline streets "
    "airspace territory interior heartland economy output growth population hospitals schools cities towns villages "
    "provinces suburbs borders countryside"
)
"""Nouns that leave the country before them a place: "Syria's north", "Britain's economy"."""
