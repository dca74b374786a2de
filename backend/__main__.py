"""`python -m backend` is the same as `frontdesk`."""

from backend.cli import main

main()
