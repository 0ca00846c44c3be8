"""How many independent claims stand behind an event.

Independent = another publisher family *and* another claimant. Ten papers quoting one observatory are one.
Source: EVENTS definitions, section 3.
"""

from collections.abc import Mapping, Sequence

from vedette.extract.merge.members import Voice

__all__ = ["independent_claims"]


def independent_claims(voices: Sequence[Voice]) -> int:
    """Return the most claims one can pick so that no two share a family or a claimant. `voices` oldest first.

    That is the largest matching of families to claimants. Copies of one text belong to the family that printed it
    first, and speak with its voice.
    """
    if len(voices) == 1:
        return 1
    first: dict[str, Voice] = {}
    said_by: dict[str, set[str]] = {}
    for voice in voices:
        printed = first.setdefault(voice.copy_of, voice) if voice.copy_of else voice
        said_by.setdefault(printed.family, set()).add(voice.origin if voice.named else printed.origin)
    return _largest_matching({family: sorted(origins) for family, origins in sorted(said_by.items())})


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
