"""The words of time in English, and the spellings that stand for them in text messages."""

from __future__ import annotations

WEEKDAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
MONTHS = {
    name: number
    for number, name in enumerate(
        (
            "january", "february", "march", "april", "may", "june",
            "july", "august", "september", "october", "november", "december",
        ),
        start=1,
    )
}  # fmt: skip
SEASONS = {"summer", "winter", "autumn", "spring", "fall"}

DAY_WORDS = {"today", "tomorrow", "yesterday"}
PARTS_OF_DAY = {"morning", "afternoon", "evening", "night", "tonight", "lunch", "lunchtime", "tarde"}
UNITS = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 0, "year": 0}
MERIDIEMS = {"am", "pm"}
RANGE_WORDS = {"to", "-", "until", "through"}
OR_WORDS = {"or", "and", "/", "&"}

# Words in front of a bare number that make it a clock time: "at 4", "before 4", "later than 4".
CLOCK_LEADS = {
    "at", "around", "about", "before", "after", "by", "until", "from", "between", "than", "approx", "past", "say",
    "starting", "do", "either", "except", "earliest", "latest",
}  # fmt: skip

HOLIDAYS = {
    "christmas", "xmas", "easter", "thanksgiving", "halloween", "ramadan", "hanukkah", "diwali", "passover", "lent",
    "mlk", "juneteenth", "pentecost", "yom", "rosh", "valentines", "epiphany", "purim", "eid", "martin", "luther",
    "king", "kings", "labor", "labour", "memorial", "presidents", "president", "veterans", "veteran", "independence",
    "columbus", "fathers", "mothers", "st", "saint", "patricks", "patrick", "paddys", "boxing", "new", "years", "eve",
    "good", "ash", "palm", "holy", "spirit", "black", "cyber", "groundhog", "mardi", "gras", "cinco", "flag", "earth",
    "administrative", "orthodox", "chinese", "lunar", "all", "saints", "souls", "canada", "remembrance", "victoria",
    "commonwealth", "australia", "anzac", "bank", "holiday", "election", "tax", "april", "fools", "womens", "whit",
    "shrove", "maundy", "ascension", "corpus", "christi", "st.", "george", "georges", "andrews", "davids",
}  # fmt: skip
# The ones that name a day on their own; the others need a neighbour ("labor day", "good friday").
HOLIDAY_CORES = {
    "christmas", "xmas", "easter", "thanksgiving", "halloween", "ramadan", "hanukkah", "diwali", "passover",
    "juneteenth", "pentecost", "mlk", "valentines", "purim", "epiphany",
}  # fmt: skip

SPELLINGS = {
    # days
    **dict.fromkeys(
        "tmr tmrw tmw tmrow tml tomo tomor tomoro tomorro tomorow tommorow tommorrow tomorw tommorw tomarrow "
        "tmorrow tomorrows 2moro 2mrw 2morow 2morrow 2moz 2mro 2marw 2marrow 2mor 2mora tmro tmoro tmrrw "
        "morrow tomorro tommarow tomoz 2mos tomm tommo".split(),
        "tomorrow",
    ),
    **dict.fromkeys("tdy tday todae 2day 2dy 2dae todays today's".split(), "today"),
    **dict.fromkeys("tonite 2nite 2night 2nyt tonyt tonights tnite".split(), "tonight"),
    **dict.fromkeys("mon".split(), "monday"),
    **dict.fromkeys("tue tues".split(), "tuesday"),
    **dict.fromkeys("wed weds wednes wensday".split(), "wednesday"),
    **dict.fromkeys("thu thur thurs thrs thurz thir".split(), "thursday"),
    **dict.fromkeys("fri".split(), "friday"),
    **dict.fromkeys("sat".split(), "saturday"),
    **dict.fromkeys("sun".split(), "sunday"),
    **{f"{day}s": f"every {day}" for day in WEEKDAYS},
    # months
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june", "jul": "july",
    "aug": "august", "sep": "september", "sept": "september", "oct": "october", "nov": "november",
    "dec": "december",
    # parts of the day
    **dict.fromkeys("morn mrng mornin morng mornings morningish".split(), "morning"),
    **dict.fromkeys("aft aftn afternoons afternoonish arvo afternon aftrnoon".split(), "afternoon"),
    **dict.fromkeys("evng evn evenin eveng evenings eveningish evenin".split(), "evening"),
    **dict.fromkeys("nite nites nyt".split(), "night"),
    **dict.fromkeys("midday noontime noonish".split(), "noon"),
    "lunchtimes": "lunchtime", "midmorning": "mid morning", "midafternoon": "mid afternoon",
    # units
    **dict.fromkeys("wk wks weeks week's".split(), "week"),
    **dict.fromkeys("wknd wkend wkends weekends wknds wken".split(), "weekend"),
    **dict.fromkeys("hr hrs hours hour's".split(), "hour"),
    **dict.fromkeys("min mins minutes".split(), "minute"),
    **dict.fromkeys("mth mths mnth months month's".split(), "month"),
    **dict.fromkeys("days day's".split(), "day"),
    **dict.fromkeys("yr yrs years".split(), "year"),
    # small words
    **dict.fromkeys("nxt nex nx".split(), "next"),
    **dict.fromkeys("b4 bfore befor".split(), "before"),
    **dict.fromkeys("aftr afta".split(), "after"),
    **dict.fromkeys("till til untill untl 'til".split(), "until"),
    **dict.fromkeys("thru".split(), "through"),
    **dict.fromkeys("abt bout approximately roughly approx circa arnd".split(), "around"),
    **dict.fromkeys("btw btwn betw".split(), "between"),
    **dict.fromkeys("upcoming".split(), "coming"),
    **dict.fromkeys("o'clock oclock o'clk oclk".split(), "oclock"),
    **dict.fromkeys("@ @@".split(), "at"),
    **dict.fromkeys("– — ‐ ‑ − ~ ～".split(), "-"),
    "pls": "please", "plz": "please", "u": "you", "r": "are", "ur": "your", "w": "with",
    "l8r": "later", "l8er": "later", "ltr": "later", "weekdays": "weekday", "wkday": "weekday", "wkdays": "weekday",
    "eow": "end of week", "eom": "end of month", "cob": "eod", "n": "and",
    "fortnights": "fortnight", "midweek": "mid week", "q1": "1st quarter", "q2": "2nd quarter",
    "q3": "3rd quarter", "q4": "4th quarter", "weeknights": "weekday evening", "weeknight": "weekday evening",
    "xmas": "christmas", "workweek": "working week",
    "workday": "working day", "anytime": "any time",
}  # fmt: skip

# Long enough to be recognised with a letter wrong; short words would meet too many others.
FUZZY = tuple(
    word
    for word in (*WEEKDAYS, *MONTHS, "tomorrow", "morning", "afternoon", "evening", "tonight", "weekend")
    if len(word) >= 6
)
