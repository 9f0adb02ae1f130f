"""A name and the words around it in, whether "he" or "she" may stand for it out.

Used only to rule out: a person of unknown gender fits both pronouns. Plain tables of titles, kinship and common given
names; no model, no guess from the letters of a name.
"""

from collections.abc import Iterable
from enum import StrEnum

from claimtrack.claims.cues import words


class Gender(StrEnum):
    """Which pronoun the article would use."""

    FEMALE = "f"
    MALE = "m"


_FEMALE_WORDS = words(
    "mrs ms miss madam lady dame queen princess duchess baroness empress sister mother wife daughter aunt niece "
    "grandmother widow bride girlfriend woman girl actress spokeswoman businesswoman congresswoman chairwoman "
    "policewoman stateswoman councilwoman assemblywoman saleswoman nun waitress heroine she her herself"
)
_MALE_WORDS = words(
    "mr sir lord king prince duke baron emperor brother father husband son uncle nephew grandfather widower boyfriend "
    "man boy actor spokesman businessman congressman chairman policeman statesman councilman assemblyman salesman monk "
    "priest pope imam waiter he him his himself"
)
_FEMALE_NAMES = words(
    "abigail agnes alexandra alice alicia alison amanda amber amy ana andrea angela anita ann anna anne annie "
    "antonia audrey barbara beatrice beth betty brenda bridget camilla carla carol caroline carolyn catherine cecilia "
    "charlotte cheryl chloe christina christine cindy claire clara claudia condoleezza cynthia daisy dana danielle "
    "deborah debra denise diana diane donna doris dorothy edith eileen elaine eleanor elena elisabeth elizabeth ella "
    "ellen emily emma erica erika esther eva evelyn fatima fiona florence frances gabrielle gail gina gloria grace "
    "greta hannah harriet heather heidi helen helena hilary hillary ida ilse ines ingrid irene iris isabel isabella "
    "ivanka jacqueline jane janet janice jasmine jean jenna jennifer jessica jill joan joanna jodi josephine joyce "
    "judith judy julia juliana julie karen karin kate katherine kathleen kathryn katie kayleigh kellyanne kimberly "
    "kirsten kristen kristin laura lauren leila lena leslie lily linda lisa lois loretta lori louise lucia lucy lydia "
    "lynn madeleine margaret maria marie marilyn marina marine marion marta martha mary maya megan megyn melania "
    "melissa meryl mia michelle mildred mina miriam molly monica nadia nancy naomi natalia natalie nicole nina nora "
    "olga olivia pamela patricia paula pauline peggy penelope phyllis rachel rebecca regina rita roberta rosa rose "
    "ruth sabrina sally samantha sandra sara sarah sharon sheila shirley silvia sofia sonia sophia sophie stacy "
    "stella stephanie sue susan suzanne sylvia tamara tanya tara teresa theresa tina ursula valerie vanessa vera "
    "veronica victoria violet virginia vivian wendy yasmin yvette yvonne zoe brianna candace carly cathy claudette "
    "debbie dianne elise erin gretchen gwen hallie huma jeanne jen jenny kamala kathy kelly kim loretta maggie marcia "
    "marsha maureen mazie meg michele norah patty peggy rebekah savannah shannon shelley sheryl susana symone tammy "
    "tiffany tulsi valarie whitney"
)
_MALE_NAMES = words(
    "aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert alberto alejandro alexander alexei alfred ali "
    "allen alexis anatoly andre andreas andrei andrew angus anthony anton antonio arnold arthur ashton barack bashar "
    "ben benjamin bernard bernie bill bob boris brad bradley brendan brian bruce bryan carl carlos cedric charles "
    "charlie chester chris christian christopher chuck clarence clark clive colin craig curtis cyril dan daniel "
    "darren david dean dennis derek dick diego dmitri dmitry dominic don donald doug douglas dwight earl ed eddie "
    "edgar eduardo edward edwin elijah emmanuel enrique eric ernest ethan eugene evan felix fernando francis "
    "francisco francois frank franklin fred frederick gary gavin geoffrey george gerald gerard gilbert glenn gordon "
    "graham greg gregory guillermo gustavo hamid hans harold harry harvey hassan hector henry herbert howard hugh "
    "hugo hussein ian ibrahim igor isaac ivan jack jacob jacques jake james jared jason javier jeff jeffrey jeremy "
    "jerome jerry jesse jim jimmy joe joel john johnny jonathan jorge jose joseph joshua juan julian justin karim karl "
    "keith ken kenneth kevin khaled kyle larry lars lawrence lee leo leon leonard lewis lionel louis luca lucas luis "
    "luke mahmoud manuel marc marco mario mark markus martin marvin matt matthew max maurice maxwell michael miguel "
    "mike mikhail milton mitch mitt mohamed mohammad mohammed muhammad mustafa nathan neil nelson nicholas nick nicolas "
    "nigel nikolai noah norman oleg oliver omar oscar osama otto owen pablo patrick paul pavel pedro peter philip "
    "phillip pierre rafael ralph ramon raul ray raymond reince ricardo richard rick rob robert roberto rodney rodrigo "
    "roger roland ron ronald ross roy rudolph rudy rupert russell ryan sam samir samuel saul scott sean sebastian "
    "sergei sergey silvio simon stanley stefan stephen steve steven stuart ted terrence thomas tim timothy toby todd "
    "tom tomas tommy tony trevor tyler vernon victor vincent vladimir wallace walter warren wayne william winston "
    "xavier yousef yusuf zachary brett bobby chad cory dave derek dustin dylan gene grant hal hank jay jeb jon jonah josh "
    "kirk kurt lance lloyd lou marco marcus miles nate newt pete phil preston ralph rand randy reggie rex rodger "
    "seth sherrod sid stewart tad theodore travis trey tucker wes"
)


def gender_of(name: str, around: Iterable[str] = ()) -> Gender | None:
    """The gender that the words around a name show, else its first word; None when neither says.

    Args:
        name: a person's name.
        around: lower-case words that describe the person ("her brother", "spokeswoman").
    """
    described = {word.rstrip(".") for word in around}
    if described & _FEMALE_WORDS:
        return None if described & _MALE_WORDS else Gender.FEMALE
    if described & _MALE_WORDS:
        return Gender.MALE
    first = name.split()[0].lower() if name.split() else ""
    if first in _FEMALE_NAMES:
        return Gender.FEMALE
    return Gender.MALE if first in _MALE_NAMES else None


def gender_meant(pronoun: str) -> Gender | None:
    """The gender that a pronoun in lower case speaks of, None for "it" and "they"."""
    if pronoun in ("she", "her", "hers", "herself"):
        return Gender.FEMALE
    return Gender.MALE if pronoun in ("he", "him", "his", "himself") else None
