"""The words of short answers, a module a language; actions/hearing.py reads them."""
