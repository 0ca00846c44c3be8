"""Saying: who says so, and in what sense."""
