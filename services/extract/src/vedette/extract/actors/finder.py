"""Find who fights, holds or suffers: armed forces, groups, and people without arms."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Self

from vedette.extract.actors.rows import ActorCodes, ActorRow, read_rows
from vedette.extract.actors.words import (
    AFTER_COUNTRY,
    AFTER_DEMONYM,
    AFTER_GROUP,
    AIR,
    AS_ADJECTIVE,
    BARE,
    BARE_PAIRS,
    BEFORE_POST,
    BEHIND_COMMA,
    CAPITAL_ACTS,
    DEED_NOUN,
    NO_PARTY_BEFORE,
    OF_COUNTRY,
    OF_GROUP,
    OF_STATE,
    OTHERS,
    OWNS_FORCE,
    PARTY_BEFORE,
    STATE_ACTS,
    STATE_FORCE,
    UNKNOWN_GROUP,
    Sense,
)
from vedette.extract.places.country_prior import Country, countries, country_of
from vedette.schemas import ActorKind

__all__ = ["ActorCodes", "ActorMention", "ActorTable"]


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named in the text; offsets count in the whole article. `is_people` for civilians and the like."""

    start: int
    end: int
    text: str
    actor_id: str | None
    name: str
    kind: ActorKind
    country: str | None
    is_people: bool


_NO_ARMY = frozenset(["PSE", "HTI"])  # countries whose news tells of others' soldiers
_BELONG = frozenset([" of the ", " from the ", " of ", " from "])  # "soldiers of the Syrian Democratic Forces"
_STATE_CODES = {"": ActorCodes(1, "MIL"), "-POL": ActorCodes(1, "COP"), "-REB": ActorCodes(2, "REB")}
_WORD = re.compile(r"[^\W_]+")
_BACKED = re.compile(
    r"^-(?:backed|led|supported|funded|aligned|allied|made|held|controlled|run|occupied|born|speaking|majority|style)"
)


class ActorTable:
    """All known actors with their names and the years a name held."""

    def __init__(self, rows: Iterable[ActorRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self._names: dict[str, list[tuple[str, ActorRow]]] = defaultdict(list)
        for row in self._rows.values():
            for alias in row.aliases:
                self._names[_first_word(alias)].append((_plain(alias), row))
        self._demonyms = _by_first_word((word, c) for c in countries() for word in c.adjectives)
        self._peoples = _by_first_word((word, c) for c in countries() for word in c.people)
        self._states = _by_first_word(
            (word, c) for c in countries() for word in (c.name, *c.aliases, c.capital) if word
        )
        for names in self._names.values():
            names.sort(key=lambda named: -len(named[0]))

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Self:
        """Read the table that ships with the package, and `extra` ones of the same form on top."""
        own = (resources.files("vedette.extract") / "lexicon" / "actors.csv").read_text(encoding="utf-8")
        texts = [own, *(path.read_text(encoding="utf-8") for path in extra)]
        return cls(row for text in texts for row in read_rows(text))

    def find_actors(
        self, sentence: str, offset: int, day: date | None = None, *, home_country: str | None = None
    ) -> list[ActorMention]:
        """Return the actors of a sentence in text order. `home_country` (ISO alpha-2) says whose "army" it is."""
        text = _Text(_plain(sentence), sentence.isupper(), day, home_country)
        found: list[ActorMention] = []
        before = ""
        for match in _WORD.finditer(text.plain):
            word = match[0].lower()
            if not found or match.start() >= found[-1].end:
                mention = self._at(text, word, match.start()) or self._bare(text, word, before, match.span())
                if mention:
                    found.append(mention)
            before = word
        return [_moved(mention, sentence, offset) for mention in _joined(found, text.plain)]

    def identify(self, name: str) -> str | None:
        """Return the id of the actor a name stands for ("Ankara", "Turkish defence ministry"); None if none."""
        text = _Text(_plain(name), shouted=False, day=None, home=None)
        found = [mention.actor_id for mention in self.find_actors(name, 0) if mention.actor_id]
        if found:
            return found[0]
        for match in _WORD.finditer(text.plain):
            word = match[0].lower()
            named = [*self._states.get(word, ()), *(self._demonyms.get(word, ()) if OF_STATE.search(name) else ())]
            country = next((country for known, country in named if text.has(known, match.start())), None)
            if country:
                return self._state_id(country.iso3, None)
        return None

    def family(self, actor_id: str) -> str:
        """Return the family an actor belongs to: an army and its state are one."""
        row = self._rows.get(actor_id)
        if row:
            return row.family
        return actor_id.removesuffix("-POL") if actor_id.endswith("-POL") else actor_id

    def codes(self, actor_id: str) -> ActorCodes:
        """Return the actor's codes in other data sets; empty codes for an unknown id."""
        row = self._rows.get(actor_id)
        if row:
            return row.codes
        ending = next((end for end in ("-POL", "-REB") if actor_id.endswith(end)), "")
        known = actor_id.removesuffix(ending) in {country.iso3 for country in countries()}
        return _STATE_CODES[ending] if known else ActorCodes(None, None)

    def _at(self, text: "_Text", word: str, at: int) -> ActorMention | None:
        """Return the named party that begins with this word: a group, a nation's people or force, a state."""
        found = self._group_at(text, self._names[word], at) if word in self._names else None
        if found is None and word in self._demonyms:
            found = self._demonym_at(text, self._demonyms[word], at)
        if found is None and word in self._peoples:
            found = self._people_at(text, self._peoples[word], at)
        if found is None and word in self._states:
            found = self._state_at(text, self._states[word], at)
        return found or (None if text.shouted or word in BARE else _unknown_group_at(text, at))

    def _group_at(self, text: "_Text", names: Sequence[tuple[str, ActorRow]], at: int) -> ActorMention | None:
        """Return the group by its longest name here: one that held on the day, else one that ever did."""
        here = [named for named in names if text.has(named[0], at) and not _elsewhere(*named, text.home)]
        if not here:
            return None
        longest = [named for named in here if len(named[0]) == len(here[0][0])]
        at_home = [named for named in longest if text.home and named[1].country == text.home]
        name, row = next((named for named in [*at_home, *here] if named[1].holds_on(text.day)), here[0])
        end = at + len(name)
        more = AFTER_GROUP.match(text.plain, end)
        kind = _seen_from(row.kind, row.country, text.home)
        return text.mention(at, more.end() if more else end, row.id, row.name, kind, row.country)

    def _demonym_at(self, text: "_Text", names: Sequence[tuple[str, Country]], at: int) -> ActorMention | None:
        """Return "Turkish soldiers", "Palestinian farmers", or the holder in "Turkish observation posts"."""
        word, country = next((named for named in names if text.has(named[0], at)), ("", None))
        if country is None:
            return None
        end = at + len(word)
        for pattern, sense in AFTER_DEMONYM:
            if more := pattern.match(text.plain, end):
                return self._of_country(text, at, more.end(), country, sense)
        if AFTER_COUNTRY.match(text.plain, end):
            return self._of_country(text, at, end, country, ("", ActorKind.STATE_FORCE))
        return None

    def _people_at(self, text: "_Text", names: Sequence[tuple[str, Country]], at: int) -> ActorMention | None:
        word, country = next((named for named in names if text.has(named[0], at)), ("", None))
        if country is None:
            return None
        return self._of_country(text, at, at + len(word), country, ("*", ActorKind.CIVILIANS))

    def _state_at(self, text: "_Text", names: Sequence[tuple[str, Country]], at: int) -> ActorMention | None:
        """Return a country or capital that acts ("Turkey established"), not one that only lies there."""
        word, country = next((named for named in names if text.has(named[0], at)), ("", None))
        if country and (force := STATE_FORCE.match(text.plain, at + len(word))) and word != country.capital:
            return self._of_country(text, at, force.end(), country, ("", ActorKind.STATE_FORCE))
        if country is None or not _acts(text.plain, at, at + len(word), is_capital=word == country.capital):
            return None
        return self._of_country(text, at, at + len(word), country, ("", ActorKind.STATE_FORCE))

    def _of_country(self, text: "_Text", start: int, end: int, country: Country, sense: Sense) -> ActorMention:
        ending, kind = sense
        if ending == "*":
            return text.mention(start, end, None, text.plain[start:end], kind, country.iso2, is_people=True)
        actor_id = country.iso3 + ending if ending else self._state_id(country.iso3, text.day)
        row = self._rows.get(actor_id)
        name = row.name if row else f"{country.adjectives[0] if country.adjectives else country.name} {_NAMES[ending]}"
        return text.mention(start, end, actor_id, name, _seen_from(kind, country.iso2, text.home), country.iso2)

    def _state_id(self, iso3: str, day: date | None) -> str:
        """Return the id of a country's forces: where rivals claim the state, that of who held it on the day."""
        claimed = (self._rows.get(iso3 + side) for side in ("-NEW", "-GOV"))
        return next((row.id for row in claimed if row and (day or row.last is None) and row.holds_on(day)), iso3)

    def _bare(self, text: "_Text", word: str, before: str, span: tuple[int, int]) -> ActorMention | None:
        """Return "army", "gunmen", "children": parties named without saying whose."""
        start, end = span
        sense = BARE.get(word)
        if word in BARE_PAIRS and before in BARE_PAIRS[word][0]:
            sense = BARE_PAIRS[word][1]
            start = start if before == "the" else text.plain.lower().rindex(before, 0, start)
        if sense is None and word in BEFORE_POST and AFTER_COUNTRY.match(text.plain, end):
            sense = BEFORE_POST[word]
        if sense is None or _is_part_of_word(text.plain, word, start, end):
            return None
        if word == "air" and (more := AIR.match(text.plain, end)):
            end = more.end()
        whose = _others_before(text.plain, start) if sense[0] != "*" else None
        if whose is not None:
            kind = ActorKind.FOREIGN_FORCE if sense[1] is ActorKind.STATE_FORCE else sense[1]
            return text.mention(whose, end, None, text.plain[whose:end], kind, None)
        country, end = self._named_behind(text.plain, end) if sense[0] == "" else (None, end)
        country = country or text.home_country()
        if country and country.iso3 in _NO_ARMY and word != "police":
            country = None  # "two soldiers" there are another's
        if sense[0] in {"?", "*"} or country is None:
            return text.mention(start, end, None, text.plain[start:end], sense[1], None, is_people=sense[0] == "*")
        return self._of_country(text, start, end, country, sense)

    def _named_behind(self, plain: str, end: int) -> tuple[Country | None, int]:
        """Return the country an army is said to be of, and where its name ends: "the military of Somalia"."""
        behind = OF_COUNTRY.match(plain, end)
        for word, country in self._states.get(_first_word(behind["country"]), ()) if behind else ():
            if behind and word != country.capital and plain.startswith(word, behind.start("country")):
                return country, behind.start("country") + len(word)
        return None, end


@dataclass(frozen=True, slots=True)
class _Text:
    """A sentence as it is searched: straight apostrophes, and what the article says of day and country."""

    plain: str
    shouted: bool
    day: date | None
    home: str | None

    def has(self, name: str, at: int) -> bool:
        """Tell whether a name stands here whole; its capitals count, unless nothing here has small letters."""
        end = at + len(name)
        there = self.plain[at:end]
        if there != name and not (
            there.lower() == name.lower() and ((self.shouted and len(name) > 3) or name.islower())
        ):
            return False
        if at and self.plain[at - 1] == "-":
            return False
        after = self.plain[end : end + 2]
        return not after[:1].isalnum() and not (after[:1] == "-" and after[1:].isalnum())

    def home_country(self) -> Country | None:
        """Return the country the article is about."""
        return country_of(self.home)

    def mention(
        self,
        start: int,
        end: int,
        actor_id: str | None,
        name: str,
        kind: ActorKind,
        country: str | None,
        *,
        is_people: bool = False,
    ) -> ActorMention:
        """Return a mention with offsets in the sentence."""
        return ActorMention(start, end, self.plain[start:end], actor_id, name, kind, country, is_people)


def _unknown_group_at(text: _Text, at: int) -> ActorMention | None:
    """Return a group no table knows, by the way its name ends: its side is open, its words are kept."""
    match = UNKNOWN_GROUP.match(text.plain, at) if text.plain[at].isupper() else None
    if match is None:
        return None
    more = AFTER_GROUP.match(text.plain, match.end())
    kind = ActorKind.ARMED_GROUP if more else ActorKind.UNKNOWN
    return text.mention(at, more.end() if more else match.end(), None, match[0], kind, None)


def _joined(found: Sequence[ActorMention], plain: str) -> list[ActorMention]:
    """Return the mentions with "gunmen from the Islamist group Boko Haram" as one: men and the group they are of."""
    joined: list[ActorMention] = []
    for mention in found:
        men = joined[-1] if joined else None
        if men and _are_of(men, mention, plain):
            joined[-1] = replace(mention, start=men.start, text=plain[men.start : mention.end])
        else:
            joined.append(mention)
    return joined


def _are_of(men: ActorMention, group: ActorMention, plain: str) -> bool:
    """Tell whether armed men without a side, or only by default of one, are said to be of the group behind them."""
    gap = plain[men.end : group.start]
    if men.is_people or group.actor_id is None:
        return False
    return (
        gap in _BELONG if men.actor_id and men.text.lower() in BARE else not men.actor_id and bool(OF_GROUP.match(gap))
    )


def _is_part_of_word(plain: str, word: str, start: int, end: int) -> bool:
    """Tell whether a bare word only makes part of another: "counter-terrorist", "terrorist attack", "army-run"."""
    return (
        plain[end : end + 1] == "-"
        or plain[:start].endswith("counter-")
        or (word in AS_ADJECTIVE and bool(DEED_NOUN.match(plain, end)))
    )


def _others_before(plain: str, start: int) -> int | None:
    """Return where a word begins that makes these men somebody else's: "Coalition troops"."""
    others = OTHERS.search(plain[max(0, start - 40) : start])
    return others and max(0, start - 40) + others.start()


def _elsewhere(name: str, row: ActorRow, home: str | None) -> bool:
    """Tell whether a common name ("regime forces") means another country's party here."""
    return name.islower() and bool(home and row.country and home != row.country)


def _seen_from(kind: ActorKind, country: str | None, home: str | None) -> ActorKind:
    """Return the kind as the article's country sees it: another state's force is foreign there."""
    return ActorKind.FOREIGN_FORCE if kind is ActorKind.STATE_FORCE and home and country and home != country else kind


_NAMES = {"": "forces", "-POL": "police", "-REB": "armed groups"}


def _by_first_word(named: Iterable[tuple[str, Country]]) -> dict[str, list[tuple[str, Country]]]:
    table: dict[str, list[tuple[str, Country]]] = defaultdict(list)
    for word, country in named:
        table[_first_word(word)].append((_plain(word), country))
    for names in table.values():
        names.sort(key=lambda named: -len(named[0]))
    return table


def _plain(text: str) -> str:
    """Return the text with straight apostrophes; no offset moves."""
    return text.replace("’", "'").replace("‘", "'")


def _first_word(name: str) -> str:
    match = re.search(r"[^\W_]+", name)
    return match[0].lower() if match else ""


def _acts(text: str, start: int, end: int, *, is_capital: bool) -> bool:
    before, after = text[max(0, start - 40) : start], text[end : end + 60]
    if _BACKED.match(after) or NO_PARTY_BEFORE.search(before):
        return False
    if is_capital:
        return bool(CAPITAL_ACTS.match(after))
    if BEHIND_COMMA.search(before):  # "Quetta, Pakistan" lies there; "On Monday, Pakistan's army" acts
        return bool(OWNS_FORCE.match(after))
    return bool(STATE_ACTS.match(after) or OWNS_FORCE.match(after) or PARTY_BEFORE.search(before))


def _moved(mention: ActorMention, sentence: str, offset: int) -> ActorMention:
    start, end = mention.start, mention.end
    return replace(mention, start=offset + start, end=offset + end, text=sentence[start:end])
