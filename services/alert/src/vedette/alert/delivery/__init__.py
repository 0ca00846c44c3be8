"""Delivery: what is owed, whose turn it is, when to try again."""
