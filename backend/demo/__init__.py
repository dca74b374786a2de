"""The demo clinic: what a newcomer finds after one command. Never part of a production installation."""
