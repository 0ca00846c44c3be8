"""Which events are asked for: options of the command line as a condition on the stored events."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from math import cos, radians

from vedette.alert.matching.fold import fold
from vedette.alert.matching.geo import distance_km
from vedette.cli.events_store import COUNTERS
from vedette.runtime.errors import ConfigError
from vedette.schemas import Event

__all__ = ["Wanted"]

KM_PER_DEGREE = 111.2
TOLL = re.compile(rf"({'|'.join(COUNTERS)})\s*(>=|<=|=|>|<)\s*(\d+)")
"""A counter, a comparison, a number."""


@dataclass
class Wanted:
    """A condition in the making: SQL of our own with bound values, and what SQL cannot say."""

    parts: list[str] = field(default_factory=lambda: ["1"])
    values: list[object] = field(default_factory=list)
    checks: list[Callable[[Event], bool]] = field(default_factory=list)

    @property
    def condition(self) -> str:
        """Return the condition in SQL."""
        return " AND ".join(self.parts)

    def holds(self, event: Event) -> bool:
        """Return True if what SQL cannot say holds too."""
        return all(check(event) for check in self.checks)

    def equal(self, column: str, value: str | None) -> "Wanted":
        """Ask for a value of a column; null asks nothing."""
        return self if value is None else self._and(f"{column} = ?", value)

    def days(self, since: date | None, until: date | None) -> "Wanted":
        """Ask for events whose days overlap a span, both ends included; what has no day is left out."""
        if since is not None:
            self._and("day_end >= ?", since.isoformat())
        return self if until is None else self._and("day_start <= ?", until.isoformat())

    def place(self, name: str | None) -> "Wanted":
        """Ask for a country (SY), a province (SY/Idlib) or a place by name (Kafr Sindiyan)."""
        if name is None:
            return self
        country, _, province = name.partition("/")
        if re.fullmatch(r"[A-Z]{2}", country):
            self._and("country = ?", country)
            return self._and("names LIKE ?", f"% {fold(province)} %") if province else self
        return self._and("names LIKE ?", f"% {fold(name)} %")

    def near(self, spot: str | None, km: float) -> "Wanted":
        """Ask for events within so many kilometres of LAT,LON."""
        if spot is None:
            return self
        lat, lon = _numbers(spot, 2, "--near wants LAT,LON, for example 35.93,36.63")
        rows, columns = km / KM_PER_DEGREE, km / (KM_PER_DEGREE * max(cos(radians(lat)), 0.01))
        self._and("lat BETWEEN ? AND ?", lat - rows, lat + rows)
        if lon - columns >= -180 and lon + columns <= 180:
            self._and("lon BETWEEN ? AND ?", lon - columns, lon + columns)

        def inside(event: Event) -> bool:
            at = event.place
            return at is not None and distance_km(at.lat or 0, at.lon or 0, lat, lon) <= km

        self.checks.append(inside)
        return self

    def box(self, corners: str | None) -> "Wanted":
        """Ask for events inside WEST,SOUTH,EAST,NORTH; west of the date line to east of it where west > east."""
        if corners is None:
            return self
        west, south, east, north = _numbers(corners, 4, "--bbox wants WEST,SOUTH,EAST,NORTH in degrees")
        self._and("lat BETWEEN ? AND ?", south, north)
        if west <= east:
            return self._and("lon BETWEEN ? AND ?", west, east)
        return self._and("(lon >= ? OR lon <= ?)", west, east)

    def actor(self, name: str | None) -> "Wanted":
        """Ask for an actor by id (TUR) or by words of its name."""
        if name is None:
            return self
        return self._and("(actors LIKE ? OR actors LIKE ?)", f"%|{name.casefold()}|%", f"% {fold(name)} %")

    def toll(self, comparisons: list[str]) -> "Wanted":
        """Ask for figures, each as `killed>=10`; the best figure counts, an untold one never holds."""
        for text in comparisons:
            found = TOLL.fullmatch(text.strip())
            if found is None:
                msg = f"--toll wants COUNTER and NUMBER, like killed>=10, not {text!r}; counters: {', '.join(COUNTERS)}"
                raise ConfigError(msg)
            self._and(f"{found[1]} {found[2]} ?", int(found[3]))
        return self

    def _and(self, part: str, *values: object) -> "Wanted":
        self.parts.append(part)
        self.values.extend(values)
        return self


def _numbers(text: str, count: int, otherwise: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = []
    if len(found) != count:
        raise ConfigError(otherwise)
    return found
