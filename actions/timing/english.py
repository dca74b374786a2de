"""Ways of saying things in English that mean the same as shorter ones."""

from __future__ import annotations

from actions.timing.table import Table

ENGLISH = Table("""
    a fortnight                      = 2 week
    a fortnight's time               = 2 week
    next|coming|following fortnight  = next 2 week
    the next|coming fortnight        = next 2 week
    this|the|current fortnight       = this 2 week
    fortnight                        = 2 week
    overmorrow                       = day after tomorrow
    day after tommorow               = day after tomorrow
    weeks out                        = weeks from now
    UNIT out                         = UNIT from now
    UNIT away                        = UNIT from now

    prior to                         = before
    ahead of                         = before
    on or before                     = by
    at or before                     = by
    on or after                      = from
    at or after                      = from
    not until after                  = after
    not until                        = from
    as early as                      = from
    as late as                       = until
    before the end of                = by the end of
    before end of                    = by end of
    b / with                         = between
    any day after                    = after
    any day before                   = before
    any day from                     = from
    any date after                   = after
    any time from                    = from
    anywhere between                 = between

    off work at                      = after
    off school at                    = after
    off at                           = after
    out of work|school|class at      = after
    finish|finished work|school at   = after
    finish|finishes at               = after
    done with work at                = after
    done working at                  = after

    exactly                          =
    precisely                        =
    sharp                            =
    on the dot                       =

    end of day                       = eod
    end of the day                   = eod
    end of the work|working|business day = eod
    close of business                = eod
    close of the day                 = eod
    closing time                     = eod
    end of business                  = eod
    first thing in the morning       = first_thing
    first thing DATE morning         = first_thing DATE
    first thing                      = first_thing
    early DATE PART                  = DATE early PART
    mid DATE PART                    = DATE mid PART
    late DATE PART                   = DATE late PART
    DATE eve                         = DATE evening
    DATE early am                    = DATE early morning
    DATE late am                     = DATE late morning
    DATE early pm                    = DATE early afternoon
    DATE late pm                     = DATE late afternoon
    DATE am i                        = DATE am i
    DATE am                          = DATE morning
    DATE pm                          = DATE afternoon
    in the am                        = in the morning
    in the pm                        = in the afternoon
    this am                          = this morning
    this pm                          = this afternoon

    in N week on DAY                 = DAY in N week
    in N week DAY                    = DAY in N week
    the earlier|sooner the better    = asap

    in N or|to|- M UNIT              = in N UNIT
    next UNIT or 2                   = next 2 UNIT
    first part of                    = early
    last|latter part of              = late
    latter half                      = second half
    as late|early as possible        = asap
    cinco de mayo                    = may 5
    1st|first of the year            = new years day

    no every                         = not every
    N every                          = N
    the 1st DAY after                = DAY after
    no PART                          = not PART

""")
