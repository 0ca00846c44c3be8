"""Matching: which rules an event matches. `match.py` is the reference, `index.py` the quick way."""
