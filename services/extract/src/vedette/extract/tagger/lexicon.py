"""The lexicon tagger: phrases become letters, rules over letters mark who was harmed and what happened to posts."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from vedette.extract.numbers import NumberMention, find_numbers
from vedette.extract.phrasebook import read_lexicon
from vedette.extract.sentences import Sentence
from vedette.extract.spans import POST_LABELS, Label, Span
from vedette.extract.tagger.asides import without_asides
from vedette.extract.tagger.chunks import Chunk, Phrases, Token, tokenize
from vedette.extract.tagger.grammar import NAMED, compile_rules, fold_people, match_harm
from vedette.extract.tagger.post_folds import FORCES, PARTICLES, fold_posts, is_topic, join_particles
from vedette.extract.tagger.posts import compile_post_rules, match_posts
from vedette.schemas import ParagraphRole

__all__ = ["LexiconTagger"]

_MEMORY = 6  # sentences after which "the post" needs its name again
_WAR_NEAR = 2  # sentences before one that tell what it is about


_WORD = re.compile(r"[^\W\d_]+")
_ALL_PERSONS = frozenset({Label.PART, Label.KILLED, Label.INJURED})  # towns are captured, things go missing
_LINE = 120  # characters of the longest headline
_ABDUCTED = "abducted"  # captured in a way only persons are
_LABELS = {
    _ABDUCTED: Label.CAPTURED,
    "held": Label.CAPTURED,
    "moved": Label.DISPLACED,
    "fell": Label.KILLED,
    "shot": Label.KILLED,
}
_ARMED = frozenset({"combatant", "attacker"})
_MANY = 300  # people from whom going somewhere is a flight
_DEEDS = "EWAR"  # letters of what is done to a post
_PAIR = 2
_HARM, _POSTS = "KkDLTHUZEGM", "PQz"  # letters without which no rule of the family can match


class LexiconTagger:
    """Tagger by hand-written phrases and rules of one language."""

    # Any: parsed YAML
    def __init__(self, phrases: dict[str, Any], rules: dict[str, Any], victims: dict[str, Any]) -> None:
        self._harm = Phrases(phrases["harm"], phrases["shared"], plain=victims["plain"])
        self._posts = Phrases(phrases["posts"], phrases["shared"])
        self._split = _split_verbs(phrases["posts"])
        # the gate: a sentence without one of these words has nothing to mark
        self._harm_words = _words_of(phrases["harm"], _HARM)
        self._post_words = _words_of(phrases["posts"], _POSTS)
        self.harm_rules = compile_rules(_in_order(rules["harm"], victims), {**rules["macros"], **victims["macros"]})
        self.post_rules = compile_post_rules(rules["posts"], rules["macros"])

    @classmethod
    def load(cls, language: str = "en") -> "LexiconTagger":
        """Read the phrases and rules that ship with the package."""
        return cls(
            read_lexicon("phrases", language), read_lexicon("rules", language), read_lexicon("victims", language)
        )

    @property
    def name(self) -> str:
        """Return kind and version."""
        return "lexicon/1"

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """Return the spans of each sentence in text order."""
        out: list[list[Span]] = []
        last_post = last_topic = -_MEMORY - 1
        for index, sentence in enumerate(sentences):
            known = index - last_post <= _MEMORY
            words = set(_WORD.findall(sentence.text.lower()))
            harmed, posted = not words.isdisjoint(self._harm_words), known or not words.isdisjoint(self._post_words)
            if not (harmed or posted):
                out.append([])
                continue
            tokens, numbers = tokenize(sentence.text), find_numbers(sentence.text, sentence.start)
            spans = list(self._harmed(sentence, tokens, numbers)) if harmed else []
            if posted:
                at_war = not known and _is_at_war(sentences, index)
                chunks = self._posts.chunk(without_asides(tokens, sentence.text), numbers, sentence.start)
                folded = fold_posts(chunks, sentence.text, known=known, at_war=at_war, meant=index - last_topic == 1)
                folded = join_particles(folded, sentence.text, self._split)
                posts = self._posted(sentence, folded, known=known)
                last_post = index if any(p.label in POST_LABELS for p in posts) or _names_one(folded) else last_post
                last_topic = index if any(is_topic(folded, at) for at in range(len(folded))) else last_topic
                spans += posts
            out.append(sorted(spans, key=lambda s: (s.start, s.end)))
        return out

    def _harmed(self, sentence: Sentence, tokens: Sequence[Token], numbers: Sequence[NumberMention]) -> Iterator[Span]:
        headline = sentence.role is ParagraphRole.HEADLINE or _is_bare(sentence.text)
        chunks = fold_people(self._harm.chunk(tokens, numbers, sentence.start), headline=headline)
        for match in match_harm(self.harm_rules, chunks):
            cue = _cue(match.how, sentence) if match.how else None
            labels = [Label.PART] if match.rule.part else _counters(match.how)
            for group in match.groups:
                for label in labels if _counts(group, match.how, labels, chunks) else ():
                    start, end = sentence.start + group.start, sentence.start + group.end
                    yield Span(label, start, end, 0.9, cue, group.attribute)

    def _posted(self, sentence: Sentence, chunks: Sequence[Chunk], *, known: bool) -> list[Span]:
        found = []
        for match in match_posts(self.post_rules, chunks, known=known):
            start, end = sentence.start + match.post.start, sentence.start + match.post.end
            found.append(Span(match.label, start, end, 0.8, _cue((match.how,), sentence), match.post.attribute))
        return found


def _names_one(chunks: Sequence[Chunk]) -> bool:
    """Tell whether an installation stands there by a name of its own."""
    return any(c.symbol == "q" and any(p.symbol == "P" for p in c.parts) for c in chunks)


def _is_at_war(sentences: Sequence[Sentence], index: int) -> bool:
    """Tell whether the first sentence or those just before speak of armed forces."""
    return any(FORCES.search(s.text) for s in (sentences[0], *sentences[max(0, index - _WAR_NEAR) : index]))


def _is_bare(text: str) -> bool:
    """Tell whether a line is written like a headline: short and without a full stop."""
    return len(text) < _LINE and text[-1:].isalnum()


def _in_order(harm: Sequence[dict[str, Any]], victims: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rules in the order they are tried: parts, lists of persons, the rules of harm, single persons."""
    parts = [rule for rule in harm if rule.get("label") == "part"]
    return [*parts, *victims["lists"], *(rule for rule in harm if rule not in parts), *victims["single"]]


def _words_of(table: dict[str, dict[str, list[str]]], symbols: str) -> frozenset[str]:
    """Return the longest word of each form of these letters."""
    forms = [form for symbol in symbols for kinds in table[symbol].values() for form in kinds]
    return frozenset(max(_WORD.findall(form.replace(".", "")), key=len) for form in forms)


def _split_verbs(table: dict[str, dict[str, list[str]]]) -> dict[tuple[str, str], Chunk]:
    """Return what verbs with a particle tell of a post, by their two words."""
    told = [(s, attribute, form.split()) for s in _DEEDS for attribute, forms in table[s].items() for form in forms]
    return {
        (w[0], w[1]): Chunk(s, 0, 0, attribute) for s, attribute, w in told if len(w) == _PAIR and w[1] in PARTICLES
    }


def _cue(how: Sequence[Chunk], sentence: Sentence) -> tuple[int, int]:
    return sentence.start + how[0].start, sentence.start + how[-1].end


def _counts(group: Chunk, how: Sequence[Chunk], labels: Sequence[Label], chunks: Sequence[Chunk]) -> bool:
    """Tell whether a group is one of persons: no lone attacker, no "captured two" before a noun that is no person."""
    if group.number is None and group.attribute == "attacker":
        return False
    if any(chunk.attribute == _ABDUCTED for chunk in how):
        return True
    if group.attribute == NAMED and Label.KILLED not in labels and Label.INJURED not in labels:
        return False  # a town can be captured too
    if Label.CAPTURED in labels and group.number is None and not group.attribute:
        return False  # "captured a tanker"
    if not _befits(group, {chunk.attribute for chunk in how}, labels):
        return False
    if not _ALL_PERSONS & set(labels) and (group.symbol == "N" or group.number is None):
        following = next((c.symbol for c in chunks if c.start >= group.end), "")
        return following not in set("JCxm")
    return True


def _befits(group: Chunk, told: set[str], labels: Sequence[Label]) -> bool:
    """Tell whether what is told can befall such people: fighters do not flee, "two officers arrived" is no flight."""
    armed = group.attribute in _ARMED
    if Label.DISPLACED in labels and (armed or ("moved" in told and _size(group) < _MANY)):
        return False
    if "held" in told and group.attribute == "attacker":
        return False  # arrested
    return "fell" not in told or armed or group.attribute == "unknown"


def _size(group: Chunk) -> int:
    number = group.number
    return (number.best or number.low or number.high or 0) if number else 0


def _counters(how: Sequence[Chunk]) -> list[Label]:
    if any(chunk.attribute == "joint" for chunk in how):
        return [Label.KILLED, Label.INJURED]
    return list(dict.fromkeys(_LABELS.get(chunk.attribute) or Label(chunk.attribute) for chunk in how))
