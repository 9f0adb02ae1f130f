"""The words and forms in which days, months, years and spans of them are written; what they mean is found in ``dates``."""

import re

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH_NUMBERS = (
    {name: i for i, name in enumerate(_MONTHS, 1)} | {name[:3]: i for i, name in enumerate(_MONTHS, 1)} | {"sept": 9}
)
NUMBERS = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1}

_DAY = rf"(?:{'|'.join(d.capitalize() for d in WEEKDAYS)})"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_YEAR = r"(?:19|20)\d{2}"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
DATES = re.compile(
    rf"""
    (?P<iso>\b{_YEAR}-\d{{2}}-\d{{2}}\b)
    | (?P<numeric>\b\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}\b)
    | (?P<range>\b(?P<r1>\d{{1,2}})(?:\s?[-–]\s?|\s+(?:and|to)\s+)(?P<r2>\d{{1,2}})
      \s+(?P<rm>{_MONTH})(?:,?\s+(?P<ry>{_YEAR}))?\b)
    | (?P<rangeus>\b(?P<um>{_MONTH})\s+(?P<u1>\d{{1,2}})(?:\s?[-–]\s?|\s+(?:and|to)\s+)(?P<u2>\d{{1,2}})\b
      (?:,?\s+(?P<uy>{_YEAR}))?)
    | (?P<spanus>\b(?P<sm1>{_MONTH})\s+(?P<s1>\d{{1,2}})\s?(?:[-–]|to|through|until)\s?(?P<sm2>{_MONTH})\s+(?P<s2>\d{{1,2}})\b
      (?:,?\s+(?P<sy>{_YEAR}))?)
    | (?P<dmy>\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR}))?(?!\w))
    | (?P<mdy>\b(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,?\s+(?P<y2>{_YEAR}))?(?!\w))
    | (?P<endof>\bthe\ (?P<edge>end|beginning|start|middle)\ of\ (?:(?P<em>{_MONTH})(?:,?\s+(?P<ey>{_YEAR}))?|
      (?P<eyear>{_YEAR}|(?:this|the|next|last)\ (?:year|month)))(?!\w))
    | (?P<inyear>\b(?P<m5>{_MONTH})\s+(?:of\s+)?(?P<wy>last|this|next)\s+year\b)
    | (?P<my>\b(?P<m3>{_MONTH})(?:,|\s+of)?\s+(?P<y3>{_YEAR})(?!\w))
    | (?P<relday>\b(?:(?P<rel>last|next|this|on|since|until|by|from|late|early|coming)\s+)?
      (?P<wd>{_DAY})(?:['’]?s)?\b(?:\s+(?:morning|afternoon|evening|night))?)
    | (?P<near>\b(?:today|tonight|yesterday(?:['’]?s)?|tomorrow|last\ night|this\ (?:morning|afternoon|evening)|overnight)\b)
    | (?P<unit>\b(?P<which>last|this|next|the\ past|the\ last|the\ next|the\ coming|past|previous|coming)
      \s+(?P<u>week|month|year|weekend)\b)
    | (?P<lately>\b(?:the\ )?(?:past|last)\ (?P<ln>\d{{1,3}}|two|three|four|five|six|seven|eight|nine|ten|few)
      \ (?P<lu>hour|day|week|month)s\b)
    | (?P<weekend>\bthe\ weekend\b)
    | (?P<season>\b(?:(?P<sw>last|this\ past|this|next)\ (?P<sr>spring|summer|autumn)
      |(?:(?:the|last|this|next)\ )?(?P<sn>spring|summer|autumn|fall)(?:\ of)?\ (?P<y5>{_YEAR}))\b)
    | (?P<partof>\bthe\ (?P<pn>first|second)\ (?P<pu>half|quarter|six\ months|(?<=first\ )(?:two|three|nine)\ months)\ of\s
      (?:(?P<py>{_YEAR})|(?P<pr>the|this|last|next)\ year)\b)
    | (?P<sameday>\b(?:earlier|later)\ (?:in\ the|that|the\ same)\ day\b)
    | (?P<yearof>\b(?:the|a|his|her|its|their)\ (?P<y6>{_YEAR})\ (?=[A-Za-z]{{2}}|U\.)
      (?!and\b|or\b|to\b|[a-z]+s\b|people|men\b|women|children|troops|police|staff|crew|dead|killed|wounded|injured|strong|
      dollar|mile|met(?:er|re)))
    | (?P<years>\bfrom\ (?P<ya>{_YEAR})\ (?:to|until|through)\ (?P<yb>{_YEAR})\b)
    | (?P<ago>\b(?P<n>{_COUNT})\s+(?P<au>day|week|month|year)s?\s+ago\b)
    | (?P<inmonth>\b(?:in|since|until|by|from|last|next|this|the|during|early|late|mid|of
      |before|after|a|his|her|its|their|(?:for|and|to|through|between)(?=\s(?!May|April|June)))[\s-]+
      (?P<m4>{_MONTH})(?!\w|(?:,|\s+of)?\s+\d|\s+(?:of\s+)?(?:last|this|next)\s+year))
    | (?P<year>\b(?:in|since|of|as|back\ to|dating\ to|by|until|from|during|early|late|mid|before|after|between|and|to|
      through)[\s-]+(?P<y4>1[678]\d{{2}}|{_YEAR})\b(?![-\d%,.]\d)
      (?!\s+(?:people|civilians|fighters|others|residents|families|troops|soldiers|rebels)))
    """,
    re.VERBOSE | re.IGNORECASE,
)
