"""The telephone page ``/sandbox`` (demo and test only): telephones of the local carrier beside the clinic's calendar.

``page_blueprint`` asks an injected ``Calendar`` for the days it shows; ``StoredCalendar`` reads them from the database.
"""

from backend.demo.page.calendar import Calendar, Column, Day, Entry, Shift, Visit
from backend.demo.page.stored import StoredCalendar
from backend.demo.page.views import page_blueprint

__all__ = ["Calendar", "Column", "Day", "Entry", "Shift", "StoredCalendar", "Visit", "page_blueprint"]
