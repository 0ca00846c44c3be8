"""Parties: who did it, who holds it, whose victims."""
