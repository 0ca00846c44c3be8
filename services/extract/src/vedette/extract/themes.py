"""Words that tell war from accident, disaster, disease, crime, court, sport and fiction."""

from vedette.extract.phrasebook import PhraseBook, read_lexicon

__all__ = ["theme_book"]


def theme_book(language: str = "en") -> PhraseBook:
    """Return the book of themes; its keys are `war`, `out.KIND` and `strong`, out whatever else is told."""
    themes = read_lexicon("themes", language)
    out = [(form, f"out.{kind}") for kind, forms in themes["out"].items() for form in forms]
    strong = [(form, "strong") for form in themes["strong_out"]]
    return PhraseBook([*strong, *out, *((form, "war") for form in themes["war"])])
