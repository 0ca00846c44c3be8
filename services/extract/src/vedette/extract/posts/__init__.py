"""Posts: marked installations become post claims. Read `assemble.py` first."""
