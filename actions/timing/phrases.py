"""The set phrases of time: patterns over the agreed spelling, words parted by single spaces."""

from __future__ import annotations

import re

from actions.timing.words import MONTHS, WEEKDAYS

_DAY_NAMES = "|".join(WEEKDAYS)
_MONTH_NAMES = "|".join(MONTHS)

AMOUNT = (
    r"\d+(?:\.\d+)?|(?:a |3 )?quarters? of an|half an|half a|a few|a couple of|a couple|couple of|couple|few|several"
    r"|an|a"
)


def phrase(*choices: str) -> re.Pattern[str]:
    """A pattern of whole words that is any of the choices."""
    return re.compile(rf"(?:{'|'.join(choices)})(?= |$)")


# ---- lengths and instants

_AND_MORE = r"(?P<half{0}> and a half)?(?:(?: and)? (?P<b{0}>\d+) minute)?"
IN_HOURS = phrase(
    rf"(?:in|after) (?:about |around |like )?(?P<a>{AMOUNT}) (?P<u>minute|hour){_AND_MORE.format('')}"
    r"(?: time)?(?: from now)?",
    rf"(?P<a2>{AMOUNT}) (?P<u2>minute|hour){_AND_MORE.format('2')} (?:from now|later)",
)
NEXT_HOURS = phrase(
    rf"(?:in |within |over |during )?(?:the )?next (?P<a>{AMOUNT})? ?(?P<u>hour|minute)",
    rf"within (?:the )?(?P<a2>{AMOUNT})? ?(?P<u2>hour|minute)(?: from now)?",
)
_COUNTED_FROM = rf"(?:starting|beginning|later|ago|from (?:now|today|tomorrow|next|{_DAY_NAMES}))"
LENGTH = re.compile(
    rf"for (?:about |around )?(?P<a>{AMOUNT}) (?P<u>minute|hour|day|week|nights?)(?P<half> and a half)?"
    rf"(?= |$)(?:(?<=hour)|(?<=minute)|(?! {_COUNTED_FROM}))|(?P<a2>\d+) (?:- )?(?P<u2>nights?) stay"
)

# ---- what is over, or no time at all

_UNITS = "(?:minute|hour|day|week|month|year)"
AGO = phrase(
    rf"(?:{AMOUNT}) {_UNITS} (?:ago|back|old)",
    rf"(?:for |over |in |since )?(?:the )?(?:last|past) (?:{AMOUNT}) {_UNITS}(?! (?:of|in) )",
    rf"(?:since|last) (?:last )?(?:the )?(?:week|month|year|night|{_DAY_NAMES}|{_MONTH_NAMES})(?! (?:of|in) )",
    r"since (?:yesterday|today|this)(?: morning| afternoon| evening| night)?",
    rf"(?:{AMOUNT}) nights",
    r"(?:hurts?|aches?|pain|painful|sore|worse|bad|swollen|coughs?|coughing|wakes?|sleep)(?: \w+){0,3}"
    r" (?:at|every) night",
    rf"(?:started|began|happened)(?: on| last| around| about)* (?:{_DAY_NAMES}|yesterday|today|this morning)",
    r"good (?:morning|afternoon|evening|night|day)",
    r"have a (?:good|nice|great|lovely) (?:day|night|evening|afternoon|morning|weekend)",
    r"(?:all|one|some|every) day",
    r"24/7",
    rf"for (?:the )?(?:{AMOUNT}) (?:month|year)",
)

# ---- parts of the day

PART = phrase(
    r"(?:(?:in|during|on|at|for|sometime) )?(?:(?P<today>this)|(?P<next>next|following)|the|that)?"
    r"(?: ?(?:very|pretty|really|quite))? ?"
    r"(?P<shade>early|earlier|mid|middle of the|late|later|first thing|first thing in the|end of the|beginning of the)?"
    r"(?: ?-)?(?: ?(?:in|of))?(?: ?(?P<today2>this)| ?the| ?that)?(?: ?-)? ?"
    r"(?P<name>morning|afternoon|tarde|evening|nights?|tonight|lunchtime|lunch(?: time| hour| break)?)"
    r"(?: ?ish)?(?: time)?"
)
SPECIAL_PARTS = phrase(
    r"(?P<after_lunch>(?:right |just )?after (?:lunch|lunchtime|noon))",
    r"(?P<first_thing>first_thing)",
    r"(?P<end_of_day>(?:at |towards )?(?:the )?eod)",
    r"(?P<after_work>after (?:work|office hour))",
    r"(?P<after_school>after school)",
    r"(?P<before_work>before (?:work|school))",
    r"(?P<day>(?:in |during )?(?:the )?(?:business|office|opening|working|work) hour|during the day|daytime)",
)

# ---- which side is open

_NO_TIME = rf"(?! (?:\d|the|today|tomorrow|{_DAY_NAMES}|{_MONTH_NAMES}))"
AFTER = phrase(
    r"(?:any time |anything |sometime |only )?after",
    r"later than",
    r"(?:but )?not (?:before|earlier than)",
    r"(?:but )?no (?:sooner|earlier) than",
    r"(?:any time |anything )?past",
)
FROM = phrase(
    r"(?:any time |anything )?from(?: the)?",
    r"starting(?: at| from| on)?",
    r"beginning(?: at| from| on)(?! of)",
    r"beginning(?! of)",
    r"as of",
    r"as from",
    r"(?:the )?earliest(?: is| at)?",
)
BEFORE = phrase(r"(?:any time |anything |only )?before", r"earlier than", r"sooner than")
BY = phrase(
    r"by",
    r"(?:up )?until",
    r"(?:but )?(?:no|not) later than",
    r"(?:but )?not after",
    r"up to",
    r"through(?! (?:my|our|your|his|her|their|it|all|a)\b)",
    r"(?:the )?latest (?:is|at)",
    r"latest(?= \d)",
)
OR_LATER = phrase(
    r"or(?: any time| sometime)? (?:later|after|onward|onwards)(?: (?:than|that|this))?(?! \d)",
    rf"and(?: any time| sometime)? (?:later|after|onward|onwards)(?: (?:than|that|this))?{_NO_TIME}",
    r"at the (?:very )?earliest(?! \d)",
    r"onwards?",
    r"on wards?",
    r"and on",
    r"and up",
    r"\+",
)
OR_EARLIER = phrase(
    r"or (?:earlier|before|sooner)(?: (?:than|that))?(?! \d)",
    rf"and (?:earlier|before|sooner)(?: (?:than|that))?{_NO_TIME}",
    r"at the (?:very )?latest",
    r"latest",
    r"tops",
)

# ---- what is ruled out, and what is taken back

_UNABLE = r"(?:cant|cannot|can not|couldnt|wont|dont|unable to)"
_COMING = r"(?:do|make|come|come in|come on|work|be there|want|get there)"
NOT = phrase(
    r"(?:but )?not(?: available)?(?: (?:on|at|in|the|for|this(?! (?:week|month|year|weekend))))*",
    r"except(?: for| on)?",
    r"(?:anything|any day|any time|every day) but",
    r"other than",
    r"besides",
    r"apart from",
    rf"{_UNABLE}(?: really)? ?{_COMING}?(?: (?:on|at|in|it))*",
    r"instead of",
    r"rather than",
)
NOT_BEHIND = phrase(
    r"(?:does|is|do|are|will|would|s)(?: not|nt) "
    r"(?:work|good|possible|suit|do|great|ok|okay|an option|free|available)",
    r"(?:doesnt|isnt|dont|arent|wont) (?:work|good|possible|suit|great)",
    r"(?:is|s|are) (?:no good|bad|out|too (?:early|late|soon))",
    r"no good",
)
BUSY = phrase(
    r"(?:i|we|he|she)(?: also| usually| always)? works?",
    r"(?:im|i am|were|hes|shes)(?: at)? (?:working|work|busy|away|tied up|in class)",
    r"(?:i|we|he|she) (?:have|has|got) (?:work|class|classes|school|a meeting)",
    r"busy",
    r"away",
    r"out of town",
    r"(?:on|at) (?:vacation|holiday|work|school)",
    r"tied up",
    r"unavailable",
    r"booked(?: up)?",
)
FIX = phrase(
    r"no wait",
    r"wait",
    r"actually",
    r"i mean(?:t)?",
    r"scratch that",
    r"or rather",
    r"correction",
    r"make (?:it|that)",
    r"sorry",
    r"on second thought",
)

# "between now and friday"
NOW = re.compile(r"now(?= (?:and|to|until|through|-) )")

# ---- dates that hold no name of a day: "in 3 weeks", "the next few days"

_DAYS = "(?:day|week|month|year)"
RELATIVE_DATE = re.compile(
    rf"(?:in|within|after) (?:about |around )?(?:{AMOUNT}) (?:working |business )?{_DAYS}\b.*"
    rf"|(?:{AMOUNT}) {_DAYS} (?:from|after|before|later|hence|starting|beginning).*"
    rf"|(?:{AMOUNT}) week (?:on )?(?:today|tomorrow|{_DAY_NAMES})"
    rf"|(?:the )?(?:next|following|coming) (?:{AMOUNT}) (?:day|week)"
    r"|(?:the )?(?:next|following|this|coming|current|same) (?:day|year)\b.*"
    r"|(?:(?:the )?(?:next|following|this|coming|current|same)|\d\w\w) quarter\b.*"
    r"|within (?:the )?(?:day|week|month|year)"
)
NAMED_DAY = re.compile(r" (?:day|eve|friday)(?: of| in)?(?: \d{4})?$")
