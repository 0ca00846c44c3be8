"""Whether time words look ahead: "will be ready in August" is said of the August to come."""

import re

__all__ = ["looks_ahead"]

# What is said of things to come, in the clause before its time. Not "should have been", which never came.
_COMING = re.compile(
    r"\b(?:will|shall|(?:would|should|could)(?!\shave)|(?:is|are|was|were)\s(?:to|due|scheduled|planned|expected|set\sto)|"
    r"due(?=\s(?:in|on|by|to))|scheduled|planned for|contemplated|foreseen|envisaged|slated|plan(?:s|ned)? to|"
    r"intend(?:s|ed)? to|aims? to|to be (?:built|set up|opened|established|completed|finished|ready|handed|closed|"
    r"withdrawn|held|deployed))\b"
    r"(?P<on>[^,;]*)$",
    re.IGNORECASE,
)
# A clause that goes back: "experts are to visit the town where a shell fell in March".
_GOES_BACK = re.compile(
    r"\b(?:killed|wounded|injured|died|since|last|ago|was|were|had|did|reported|where|which|who|when|after|signed|"
    r"agreed|following)\b",
    re.IGNORECASE,
)


def looks_ahead(before: str) -> bool:
    """Tell whether the words of a sentence before a time speak of what is to come then."""
    found = _COMING.search(before)
    return found is not None and not _GOES_BACK.search(found["on"])
