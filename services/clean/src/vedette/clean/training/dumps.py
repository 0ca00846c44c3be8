"""Labelled dumps to learn from: reading, grouping by site, grafting comment sections.

A dump is one JSON object a line: `{"set", "style", "lines": [text], "body": [0 or 1 a line], "comment": [0 or 1 a
line]}`.
"""

import gzip
import json
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vedette.clean.flatten import fold
from vedette.clean.markers import WORD
from vedette.clean.vocabulary import load_words


@dataclass(frozen=True)
class Dump:
    """One flattened page with its labels."""

    lines: list[str]
    body: list[int]
    comment: list[int]
    style: str
    site: int = 0
    """Dumps of one site share this number; training and test never share a site."""

    def gold(self) -> str:
        """Return the labelled article."""
        return "\n".join(line for line, body in zip(self.lines, self.body, strict=True) if body)


def read_dumps(path: Path) -> list[Dump]:
    """Read dumps and give each its site."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    dumps = [_dump(row) for row in rows]
    sites = _group_by_site([dump.lines for dump in dumps])
    return [Dump(d.lines, d.body, d.comment, d.style, site) for d, site in zip(dumps, sites, strict=True)]


def _dump(row: dict[str, Any]) -> Dump:  # one JSON row
    kept = [
        (fold(str(t)), int(b), int(c))
        for t, b, c in zip(row["lines"], row["body"], row["comment"], strict=True)
        if fold(str(t))
    ]
    return Dump([t for t, _, _ in kept], [b for _, b, _ in kept], [c for _, _, c in kept], str(row["style"]))


def _group_by_site(pages: list[list[str]]) -> list[int]:
    """Give two pages one number if they share three telling lines: menus, footers, or the article."""
    telling = [{line for line in lines if len(line.split()) >= 3} for lines in pages]
    spread = Counter(line for lines in telling for line in lines)
    common = max(12, len(pages) // 20)
    holders: dict[str, list[int]] = {}
    for number, lines in enumerate(telling):
        for line in lines:
            if 1 < spread[line] <= common:
                holders.setdefault(line, []).append(number)
    shared = Counter((a, b) for found in holders.values() for i, a in enumerate(found) for b in found[i + 1 :])
    parent = list(range(len(pages)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for (a, b), lines_shared in shared.items():
        if lines_shared >= 3:
            parent[root(a)] = root(b)
    return [root(number) for number in range(len(pages))]


_OPENERS = (
    "Leave a Reply",
    "Comments",
    "12 Comments",
    "3 Comments",
    "Notify of",
    "View all comments",
    "Join the discussion",
    "Post a comment",
    "Add a comment",
    "Comments (27)",
    "Kommentare",
    "Comentarios",
    "Commentaires",
    "Комментарии",
    "Newest Most Voted",
    "Discussion",
    "Leave a comment",
)
_NAMES = (
    "Marta Oyelaran",
    "john_d77",
    "PeteR",
    "Old Sailor",
    "Karim B.",
    "Anon",
    "TruthSeeker",
    "Wanda Pell",
    "Guest",
    "R. Okafor",
    "bluebird",
    "Tomasz K",
    "Sad Observer",
    "Mr. Lindgren",
    "Amal",
    "citizen x",
)
_SMALL = (
    "Reply",
    "2 hours ago",
    "3 days ago",
    "Like",
    "Report",
    "5 years ago",
    "Share",
    "1",
    "-2",
    "Reply Share",
    "March 3, 2019 at 4:12 pm",
    "Hide replies",
    "Edited",
)
_REMARKS = (
    "This is what you get when nobody listens to the people who live there.",
    "I don't believe a word of this, show us some proof please.",
    "Nice article, thanks for posting!",
    "Why does your paper never mention what the other side did last year? You are all paid to look away and "
    "you know it.",
    "They said the same thing ten years ago and look where we are now, another fifty vehicles and nobody is "
    "held to account.",
    "My cousin serves there and he told me the number is much higher than what they admit. At least thirty "
    "dead, not eight.",
    "lol sure",
    "Typical propaganda. The army has every right to be in that province and will stay as long as it likes.",
    "If you think these outposts will protect anybody you are dreaming. Follow the money, people, follow the money.",
    "I make $87 an hour from home, my neighbour told me about it and now I bought a new car >>> http://easy-work.example",
    "May they rest in peace. So sad for the families, praying for them tonight.",
    "@PeteR exactly what I was thinking, but you will never hear it on television.",
    "So what will the ministers do about it? Nothing, as always. We vote and they eat.",
    "Great!!! finally somebody writes it how it is",
    "The real question is who sold them the missiles in the first place, and why our government pretends it "
    "did not know about it for years.",
    "Wrong. The village was taken in 2016 and then lost again, the author should read a map before he writes "
    "about a region he never visited.",
    "Work online and earn ♥♥♥ up to 9,500 a month ♥♥♥ no experience ♥ visit my page ☛☛ jobs-now.example ☚☚",
    "Your are so naive if you think it ends here, wait for the spring and you'll see what I mean.",
    "Propaganda from start to finish, shame on you.",
    "The soldiers are just kids, it's the generals who should be sitting in those trenches with nothing but cold soup.",
    "Three of my friends were killed in that war and I can tell you that no map on a screen shows what it "
    "looks like on the ground.",
    "Thank you for this report. We need more people who go and look for themselves.",
    "Fake news",
    "and what about the hospital that was bombed on the same day, twelve people died and you print nothing?",
)


def graft_comments(dumps: list[Dump], rng: random.Random, share: float = 0.35) -> list[Dump]:
    """Return copies of a share of the dumps with a comment section grafted below the article.

    Remarks are the real comments of the dumps given (so of training sites only) and invented ones, half and half;
    each may
    have a name line above and small lines below, as blogs print them. One in three sections has no opening line.
    """
    pool = sorted(
        {
            line
            for dump in dumps
            for line, comment in zip(dump.lines, dump.comment, strict=True)
            if comment and _is_remark(line)
        }
    )
    return [
        _graft(dump, pool, rng)
        for dump in dumps
        if rng.random() < share and sum(dump.body) >= 3 and not any(dump.comment)
    ]


def _is_remark(line: str) -> bool:
    """Return True for a remark of a reader; forms and rules of the house are labelled as comments too."""
    words = WORD.findall(line.casefold())
    forms = {
        "email",
        "required",
        "published",
        "akismet",
        "log",
        "account",
        "moderator",
        "password",
        "cookies",
        "wordpress",
        "website",
    }
    return len(words) >= 6 and forms.isdisjoint(words) and not load_words().stop.isdisjoint(words)


def _graft(dump: Dump, pool: list[str], rng: random.Random) -> Dump:
    last = max(i for i, body in enumerate(dump.body) if body)
    place = min(len(dump.lines), last + 1 + rng.choice((0, 0, 1, 2, 4)))
    section: list[tuple[str, int]] = [(rng.choice(_OPENERS), 0) for _ in range(rng.choice((0, 1, 1, 2, 2, 3)))]
    named = rng.random() < 0.6
    for _ in range(rng.choice((1, 2, 3, 5, 8, 14, 25))):
        if named and rng.random() < 0.8:
            section.append((rng.choice(_NAMES), 0))
        section.append((rng.choice(pool) if pool and rng.random() < 0.5 else rng.choice(_REMARKS), 1))
        section += [(rng.choice(_SMALL), 0) for _ in range(rng.choice((0, 0, 1, 2)))]
    lines = [*dump.lines[:place], *(text for text, _ in section), *dump.lines[place:]]
    body = [*dump.body[:place], *(0 for _ in section), *dump.body[place:]]
    comment = [*dump.comment[:place], *(flag for _, flag in section), *dump.comment[place:]]
    return Dump(lines, body, comment, dump.style, dump.site)
