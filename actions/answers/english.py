"""Short answers in English."""

from __future__ import annotations

import re

YES = re.compile(
    r"(?:oh\s+|ok(?:ay)?\s+|well\s+)?(?:y|ye|yes+|yea+h?|yep|yup|ya|yah|ok|okay|okey|oki|k|kk|sure(?: thing)?|"
    r"correct|"
    r"right|perfect|great|good|fine|absolutely|definitely|certainly|of course|please|please do|do it|go ahead|"
    r"book it|"
    r"go for it|confirm(?: it)?|sounds (?:good|great|fine|perfect)|that(?:'?s| is) (?:right|correct|fine|good|"
    r"great|perfect|ok|okay)|"
    r"that works|works for me|that(?:'ll| will) (?:do|work)|all good|alright|all right|exactly|agreed|"
    r"yes i am|i am|it is|"
    r"let'?s do (?:it|that)|cancel it|move it)"
    r"(?:\s+(?:please|pls|plz|thanks|thank you|thx|ty|yes|great|good|fine|perfect|go ahead|book it|do it|"
    r"that(?:'?s| is) "
    r"(?:right|correct|fine|good|great|perfect)|sounds (?:good|great)|that works|for me|by me|with me|"
    r"cancel it|move it|"
    r"book (?:it|that|me in)|cancel|then|ok|okay|sure|correct|it is))*",
)
# Many kind words and nothing that holds back, as told by the classifier: "yes dear, that would be lovely, thank you".
WARM_YES = re.compile(
    r"^(?:oh )?(?:yes|yeah|yep|sure|ok|okay|perfect|lovely|wonderful)\b"
    r"(?!.*\b(?:but|except|unless|however|though|instead|no|not|\w+n'?t|if|only|actually|wait|rather|or)\b)(?!.*\d)"
)
_THANKS = (
    r"(?:thanks|thank (?:you|u)|thx|ty)(?: (?:so|very) much| a lot| a bunch| again| any ?ways?| though"
    r"| for (?:your|the|all|trying|helping|asking|now)(?: (?:help|time|work|offer|trouble|trying|kind|great))*)*|cheers"
)
_KIND = (
    rf"{_THANKS}|(?:i )?appreciate (?:it|that|you|(?:your|the) (?:help|effort|time))"
    r"|(?:it|that)(?:'?s| is) (?:ok|okay)"
)
_THAT_IS_ALL = r"that(?:'?s| is| will be|'?ll be) (?:all|everything)(?: i need(?:ed)?)?(?: for (?:now|today))?"
NO = re.compile(
    r"(?:oh\s+|ok(?:ay)?\s+|actually\s+|um+\s+|sorry\s+)?(?:n|no+|nope|nah|naw|negative|not really|don'?t|"
    r"do not|wrong|incorrect|not that(?: one)?|"
    r"not quite|no way|neither|absolutely not)(?:\s+(?:"
    rf"{_KIND}|i'?m (?:good|fine|ok|okay)|and"
    r"|please|sorry|no|it isn'?t|it'?s not|"
    r"that(?:'?s| is) (?:wrong|not right|not it|incorrect)|wrong|don'?t|do not|not that(?: one)?|not right|"
    r"i don'?t|it'?s wrong))*",
)
STOP = re.compile(
    rf"(?:(?:no|nope|nah|ok|okay|actually|sorry|please|oh|just|lets|let's|you know what|{_KIND})[\s,]+)*"
    r"(?:stop|stop it|stop this|stop that|quit|exit|abort|never ?mind|nvm|forget (?:it|about it|that|this)|"
    r"cancel(?: (?:it|that|this|all|everything))?|"
    r"leave it|drop it|scrap (?:it|that)|i(?:'ve| have)? changed my mind|changed my mind|don'?t bother|"
    r"no longer needed|"
    r"start over|not now|let me think(?: about it)?|i'?ll think about it|not interested|no need|"
    rf"nothing(?: else| more)?|{_THAT_IS_ALL}|i'?m (?:done|all set))"
    rf"(?:[\s,]+(?:{_KIND}|{_THAT_IS_ALL}|bye|goodbye|please|pls|sorry|now|then|for now|all|it|that|"
    r"i changed my mind|changed my mind|booking|for today|actually|no))*"
)
NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
}  # fmt: skip
BARE_NUMBER = re.compile(
    r"(?:(?:ok(?:ay)?|yes|yeah|um+|hm+|then|i'?ll take|i will take|i take|i'?d like|i want|i pick|i choose|"
    r"take|give me|let'?s go with|"
    r"lets go with|go with|book|choose|pick|maybe|just|so)[\s,]+)*"
    r"(?:the\s+)?(?:option|number|num|nr|no|choice|slot|answer)?\s*[.#]?\s*"
    r"(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"\s*[.)]?(?:[\s,]+(?:please|pls|plz|thanks|thank you|thx|is (?:good|fine|great|ok|okay|perfect)|works|"
    r"sounds good|would be (?:good|great|fine)|then|(?:and )?hurry(?: up)?|quick(?:ly)?|asap))*"
)
ORDINAL = re.compile(
    r"\b(?:the\s+)?(?P<word>first|second|third|fourth|fifth|1st|2nd|3rd)\b(?!\s+(?:of|week|appointment|"
    r"available|opening|thing))"
)
# However much is said around it: "oh the second one would be lovely because I sing until 11".
THAT_ONE = re.compile(r"\bthe (?P<word>first|second|third|1st|2nd|3rd) (?:one|slot|option)\b(?! (?:of|i|we|you)\b)")
NOT_THAT_ONE = re.compile(
    r"\b(?:not|can'?t|cannot|won'?t|don'?t|couldn'?t)(?: (?:do|make|take|want|like|manage))* (?:the )?"
    r"(?:first|second|third|1st|2nd|3rd)\b"
    r"|\b(?:first|second|third|1st|2nd|3rd)(?: (?:one|slot|option))? "
    r"(?:(?:is|does|will|would)(?:n'?t| not)|won'?t|can'?t|cannot|is too)\b"
)
LAST = re.compile(
    r"\b(?:the\s+)?(?:last|latest|bottom)(?:\s+(?:one|slot|time|option))?\b(?!\s+(?:week|month|time i|year))"
)
LATE_ONE = re.compile(r"\bthe (?:later|late|latest)(?: one| time| slot)\b")
EARLY_ONE = re.compile(r"\bthe (?:early|earlier|earliest|sooner|soonest)(?: one| time| slot)\b")
MIDDLE = re.compile(r"\bmiddle(?: one)?\b")
ANY_OF_THEM = re.compile(
    r"\b(any of (?:them|those|these)|either(?: one| is fine)?|whichever|you (?:choose|pick|decide)|"
    r"all (?:fine|good))\b"
)

OTHER_DOCTOR = re.compile(
    r"\b(?:other|another|different|new)\s+(?:doctor|doc|dr|dentist|therapist|physio\w*|specialist|"
    r"practitioner|person|one to see|nurse)\b"
    r"|\b(?:someone|somebody|anyone|anybody|who)\s+else\b|\bnot\s+(?:with\s+)?(?:him|her|them|that (?:doctor|"
    r"dr|one to see))\b"
)
OTHER_PLACE = re.compile(
    r"\b(?:other|another|different)\s+(?:place|location|clinic|office|branch|site)\b|\bsomewhere else\b|\bcloser\b"
)
OTHER_DAY = re.compile(
    r"\b(?:any\s+|some\s+|the\s+)?(?:other|another|different)\s+(?:day|days|date|dates|week)\b|\bnot (?:that|"
    r"this) day\b|"
    r"\b(?:day after|next day|following day)\b"
)
LATER = re.compile(r"\b(?:later|too early|too soon|l8r|ltr)\b")
EARLIER = re.compile(r"\b(?:earlier|sooner|too late|before that|too far(?: away| off)?)\b")
OTHER = re.compile(
    r"\b(?:other|another|different|more)\s+(?:time|times|slot|slots|option|options|one|ones|choice|choices|"
    r"appointments?)\b|"
    r"\bnone(?: of (?:these|those|them))?\b(?! of your)|\bneither\b|\b(?:any|some|what|no)thing else\b|\bwhat else\b|"
    r"\bothers\b|^\W*(?:more|next|other|show more)\W*$|"
    r"\b(?:those|these|they|that)\s+(?:times?\s+|ones?\s+|days?\s+)?(?:don'?t|do not|doesn'?t|does not|"
    r"won'?t)\s+(?:work|suit|fit)|\bcan'?t (?:do|make) (?:any|those|these|that)\b"
)
ANY_TIME = re.compile(
    r"\b(?:any\s?time|any day|whenever|asap|as soon as (?:possible|you can|u can)|soonest|earliest|"
    r"first (?:available|opening|free|possible|appointment|slot|time you have)|"
    r"next (?:available|free|opening|slot|possible)|no preference|(?:i )?don'?t (?:mind|care)|doesn'?t matter|"
    r"does not matter|up to you|"
    r"you (?:choose|pick|decide)|flexible|as early as possible|whatever(?: you have| works)?|any|"
    r"earliest possible|soon as possible|(?:right )?now|urgent(?:ly)?)\b"
)
ANY_DOCTOR = re.compile(
    r"\b(?:any (?:doctor|dr|one|body|of them)|anyone|anybody|whoever|no preference|(?:i )?don'?t (?:mind|"
    r"care)|doesn'?t matter|does not matter|either)\b"
)
SKIP = re.compile(
    r"^\W*(?:skip(?: it| this)?|pass|rather not(?: say)?|i'?d rather not(?: say)?|prefer not(?: to(?: say)?)?|"
    r"(?:that'?s |it'?s )?none of (?:your|ur) (?:\w+ )?(?:business|concern)|"
    r"i'?m not (?:telling|giving|saying)(?: you)?(?: that)?|"
    r"no|nope|none|later|don'?t know|not sure|dunno|i don'?t (?:know|remember)|why\??)"
    r"(?: please| pls| thanks| por favor| porfa)?\W*$"
)
NOT_SURE = re.compile(
    r"\b(?:not sure|don'?t know|dunno|no idea|unsure|what do you (?:have|recommend|offer)|which (?:ones?|"
    r"services?)|you tell me|idk|help me|no clue|beats me)\b"
)
ALL_OF_THEM = re.compile(
    r"^(?:(?:i want|i'?ll take|can i have|give me|book|cancel|move)\s+)?(?:both(?: of (?:them|those))?|"
    r"all(?: (?:of (?:them|those)|three|3|two))?|everything|[1-3](?:\s*(?:and|&|\+|,|\s)\s*[1-3])+)(?: please| pls)?$"
)
YEARS_AWAY = re.compile(r"\bin (?:a|an|one|two|three|four|five|ten|\d+|a few|some) years?\b|\byears? from now\b")
RUDE = re.compile(
    r"\b(?:fuck\w*|f c?k(?:ing|ed)?|(?:bull)?sh t|"
    r"wtf|shit\w*|bullshit|idiots?|stupid|morons?|imbeciles?|assholes?|bastards?|bitch\w*|crap|sucks?|"
    r"useless|dumb\w*|hate (?:you|this)|screw you|shut up|pathetic|ridiculous)\b"
    r"|\b(?:never|nobody|no ?one)(?: ever)? (?:answers?|picks? up|calls? back|replies)\b"
)
COMES_ALONG = re.compile(
    r"\b(?:come|comes|coming|tag|be) (?:too|along|with(?: me)?|as well|in with me|inside)\b|\bbring(?:ing)?\b|"
    r"\bwith me\b|\baccompan\w+\b|\bwait with\b|\btoo\b|\bas well\b|\band (?:i|me)\b|"
    r"\b(?:me|myself) and\b|\bboth of us\b"
)
MYSELF = re.compile(
    r"^\W*(?:(?:it'?s|its|it is|just|yes|no)[\s,]+)*(?:for\s+)?(?:me|myself|i am|self|mine|me please|"
    r"for me please)\W*$"
)
RELATIVES = {
    "child": r"son|daughter|kid|kids|child|children|baby|boy|girl|toddler|little one|teenager|stepson|stepdaughter|"
    r"newborn",
    "parent": r"mother-in-law|father-in-law|mother|father|mum|mom|mam|dad|mommy|daddy|parents?",
    "partner": r"husband|wife|partner|spouse|boyfriend|girlfriend|fiance|fiancee|hubby",
    "other": r"brother|sister|friend|grandmother|grandfather|grandma|grandpa|gran|granny|nan|aunt|uncle|niece|"
    r"nephew|cousin|neighbou?r|grandson|granddaughter|colleague",
}
RELATIVE = re.compile(
    r"\b(?:my|our|for (?:a|the)|his|her)\s+(?:\w+\s+){0,2}?(?P<who>" + "|".join(RELATIVES.values()) + r")\b"
)
BY_THE_WAY = re.compile(
    r"\b(?:my|our) (?:\w+ ){0,2}?(?:" + "|".join(RELATIVES.values()) + r") (?:(?:always|keeps|just|also|has|had) )?"
    r"(?:(?:says?|saying|said|thinks?|thought|insists?|insisted|noticed) (?:that )?(?:i|i'?m|i'?ve|we|you|to|my)\b"
    r"|(?:told|tells|telling|asked|wants|sent|made|drives|brings) me\b|recommend\w*|suggest\w*|swears by)"
    r"|\b(?:my|our) (?:\w+ ){0,2}?(?:" + RELATIVES["other"] + r") (?:(?:always|also|has|had) )?"
    r"(?:(?:comes?|came|goes|went|been) to|loves|likes|loved|liked|sees|saw|uses|used) (?:you|your)\b"
)
SOMEONE_ELSE = re.compile(r"\b(?:for|it's|its)\s+(?:someone|somebody) else\b|\bnot for me\b|\bsomeone else\b")
COMMAND_WORD = re.compile(r"\b(?:appointments?|appts?|apts?|visits?|bookings?|booked|reservation)\b")
_LIST = r"(?:wait ?-?li?st|waiting list|cancell?ation list|standby list)"
_A_LIST = rf"(?:the |a |an |your |that |this |any )?(?:{_LIST}|list)\b"
_WHOM = r"(?:me|us|him|her|them|(?:my|our) \w+(?: \w+)?|myself)"
_OPENS = (
    r"(?:\b(?:opens?|frees?) up\b|\b(?:becomes?|comes?|gets?) (?:free|open|available)\b"
    r"|\b(?:something|anything|slots?|spots?|times?|appointments?|space|place|one|it) (?:that )?(?:opens?|comes? up)\b"
    r"|\b(?:someone|somebody|anyone|anybody|one|else|patients?) (?:cancels?|drops out|can'?t make it)\b"
    r"|\b(?:(?:has|have|is|be|there's|get) an? )?cancell?ations?\b(?! (?:fee|policy|list)))"
)
_TELL_ME = (
    r"(?:(?:let|text|txt|tell|message|msg|notify|call|ping|alert|contact|e-?mail|remember|remind) (?:me|us)\b"
    r"|(?:give|keep|shoot|send|drop) (?:me|us) "
    r"(?:a (?:heads? ?up|text|message|line|call)|posted|updated|informed|in mind)\b)"
)
WAITLIST = re.compile(rf"\b{_LIST}\b|\bwait-?listed\b")
# To be put on the list, or told when a time opens up; "list" alone is ours only with somebody on it.
WAITS = re.compile(
    rf"\b(?:put|add|keep|place|stick|get|sign|include|squeeze) {_WHOM}(?: down| up)? "
    rf"(?:on|onto|to|in|into|for) {_A_LIST}"
    rf"|\b(?:join|(?:be|get|go|want|stay|hop|jump)(?: put| placed| added)? (?:on|onto|to)|placed on|added to) {_A_LIST}"
    rf"|\b(?:save|give|get|reserve) {_WHOM} a (?:place|spot) (?:on|in) {_A_LIST}"
    rf"|\bwait-?list {_WHOM}\b|\b(?:be|get) wait-?listed\b"
    rf"|^(?:(?:please|pls|ok(?:ay)?|then|hi|hello|yes|no|none of (?:those|these))[\s,]+)*(?:the )?{_LIST}\b"
    r"(?! (?:is|was|does|how|length|time))"
    rf"|{_TELL_ME}.{{0,20}}\b(?:if|when|whenever|once|as soon as|for)\b.{{0,60}}?{_OPENS}"
    rf"|{_TELL_ME}.{{0,20}}\b(?:when|whenever|once|as soon as)\b.{{0,40}}?"
    r"\b(?:has|have|is|there's) an? (?:opening|free)\b"
    rf"|\b(?:if|when|whenever|once)\b.{{0,50}}?{_OPENS}.{{0,60}}?"
    rf"(?:{_TELL_ME}|\bi can (?:be|come|make)|\bi'?(?:d| would) (?:like|love|take|want)|\bi'?m interested)"
    r"|\bwait (?:for|until) (?:an? |the )?(?:opening|cancell?ation)"
)
WAITS_NOT = re.compile(
    r"\b(?:\w+n't|(?:do|does|did|ca|wo)nt|not|never|without|instead of|rather than|stop)"
    r"(?: (?:want|need|like|wish|have|to|be|been|get|put|add|me|us|my|name|on|in|the|a|your|any|for|of|that))*"
    rf" (?:{_LIST}|wait-?listed|(?:text|tell|call|let|notify)(?:ing)? (?:me|us))\b"
    r"|\b(?:no|no need (?:for|to be on)|off|from|already on|(?:am i|is my name|are we)(?: still)? on)"
    rf"(?: of)?(?: (?:the|a|your|any|this))? {_LIST}\b|\bno need to (?:text|tell|call|let|notify) (?:me|us)\b"
)
_A_MOMENT = (
    r"(?:wait(?: up)?|hold on|hang on|hold up|(?:just )?(?:one|a|1) (?:sec(?:ond)?|moment|minute|min)"
    r"|give me a (?:sec|minute|moment))"
)
# Nothing but a moment asked for, with or without a no.
HESITATES = re.compile(
    rf"(?:(?:oh|um+|uh+|er+|hm+|ah|sorry|actually|no|oops|please|ok)[\s,]+)*{_A_MOMENT}"
    rf"(?:[\s,]+(?:{_A_MOMENT}|please|pls|sorry|no|nope|actually|not that(?: one| time)?|wrong (?:one|time)"
    r"|that'?s wrong))*"
)
TAKES_BACK = re.compile(r"\b(?:no|nope|not|wrong|oops)\b")
