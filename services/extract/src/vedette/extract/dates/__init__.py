"""Dates: time words, and the days they mean."""
