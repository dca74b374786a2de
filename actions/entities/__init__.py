"""The finders of entities in a text, one kind a module; actions/reading.py puts them together."""
