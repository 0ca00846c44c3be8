"""Tolls: marked counters become casualty claims. Read `assemble.py` first."""
