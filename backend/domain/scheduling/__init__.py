"""When the clinic can see a patient: hours, free slots, offers and policies.

Inside this package time is counted in whole minutes since 1970-01-01T00:00Z (`Minute`), because comparing
integers is what a search over thousands of slots mostly does. Intervals are half-open: `[start, end)`.
"""
