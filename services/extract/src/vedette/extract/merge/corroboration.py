"""How many independent claims stand behind an event.

Independent = another publisher family *and* another claimant. Ten papers quoting one observatory are one.
Source: EVENTS definitions, section 3.
"""

from collections.abc import Iterable, Mapping

from vedette.extract.merge.members import Voice

__all__ = ["Chorus", "independent_claims"]


class Chorus:
    """The voices that say one thing, oldest first. Copies of one text speak with the voice that printed it first."""

    def __init__(self, voices: Iterable[Voice] = ()) -> None:
        self._first: dict[str, Voice] = {}
        self._said_by: dict[str, set[str]] = {}
        self._independent: int | None = None
        for voice in voices:
            self.add(voice)

    def add(self, voice: Voice) -> None:
        """Hear one more voice."""
        printed = self._first.setdefault(voice.copy_of, voice) if voice.copy_of else voice
        origins = self._said_by.setdefault(printed.family, set())
        origin = voice.origin if voice.named else printed.origin
        if origin not in origins:
            origins.add(origin)
            self._independent = None

    @property
    def independent(self) -> int:
        """Return the most claims one can pick so that no two share a family or a claimant.

        That is the largest matching of families to claimants.
        """
        if self._independent is None:
            one = len(self._said_by) == 1
            choices = {family: sorted(origins) for family, origins in sorted(self._said_by.items())}
            self._independent = 1 if one else _largest_matching(choices)
        return self._independent


def independent_claims(voices: Iterable[Voice]) -> int:
    """Return how many independent claims some voices make. `voices` oldest first."""
    return Chorus(voices).independent


def _largest_matching(choices: Mapping[str, list[str]]) -> int:
    """Source: Kuhn's algorithm for matching in a graph of two sides."""
    taken: dict[str, str] = {}

    def assign(family: str, tried: set[str]) -> bool:
        for key in choices[family]:
            if key not in tried:
                tried.add(key)
                if key not in taken or assign(taken[key], tried):
                    taken[key] = family
                    return True
        return False

    return sum(assign(family, set()) for family in choices)
