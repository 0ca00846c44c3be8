"""Whose forces a state's or a movement's name or adjective means: "Turkish", "Kenya"."""

from dataclasses import replace

from vedette.extract.actors.finder import ActorMention
from vedette.extract.reading import Reading

__all__ = ["forces_of"]


def forces_of(reading: Reading, words: str, start: int) -> ActorMention | None:
    """Return the known forces that words beginning at `start` name, said by these words; null if they name none."""
    found = reading.tools.actors.find_actors(f"{words} forces", start, reading.anchor)
    if not found or found[0].actor_id is None:
        return None
    return replace(found[0], start=start, end=start + len(words), text=words)
