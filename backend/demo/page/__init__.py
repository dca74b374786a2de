"""The telephone page ``/sandbox`` (demo and test only): telephones of the local carrier beside the clinic's calendar.

``page_blueprint`` is all the wiring needs; it asks an injected ``Calendar`` for the days it shows.
"""

from backend.demo.page.calendar import Calendar, Column, Day, Entry, Shift, Visit, short_name
from backend.demo.page.views import page_blueprint

__all__ = ["Calendar", "Column", "Day", "Entry", "Shift", "Visit", "page_blueprint", "short_name"]
