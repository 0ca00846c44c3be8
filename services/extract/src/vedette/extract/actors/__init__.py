"""Actors: who fights, holds or suffers."""
