"""Circumstances: which of the dates and places a text names belong to a claim."""
