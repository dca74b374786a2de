"""Doing what is due: RQ wakes, PostgreSQL decides, a sweep finds what was dropped."""
