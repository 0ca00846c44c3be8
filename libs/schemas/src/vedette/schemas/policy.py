"""When a notice that is owed goes out: grouping, throttle, digests, quiet hours, counts over a span."""

from typing import Annotated, Literal

from pydantic import Field

from vedette.schemas.base import Part
from vedette.schemas.condition import When

__all__ = ["ClockTime", "Digest", "Group", "GroupField", "Quiet", "QuietWindow", "Tally", "Throttle", "Weekday"]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
GroupField = Literal["event", "kind", "country", "admin", "place", "actor"]
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day, `HH:MM`."""

WEEK: list[Weekday] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Group(Part):
    """Notices that belong together go out as one. Source: grouping of Alertmanager."""

    by: list[GroupField] = Field(default=[], description="Fields whose values make a group; none: all in one.")
    wait_s: int = Field(default=30, ge=1, le=3600, description="Seconds the first notice of a group waits for others.")
    interval_s: int = Field(default=300, ge=1, le=86400, description="Seconds between two notices of a group.")


class Throttle(Part):
    """Single notices at most; what is above goes out gathered at the end of the hour."""

    per_hour: int = Field(ge=1, le=1000, description="Single notices in an hour of the clock.")


class Digest(Part):
    """One notice for a whole period."""

    every: Literal["hour", "day", "week"] = Field(description="How often.")
    at: ClockTime = Field(default="08:00", description="Local time of a day's or week's digest.")
    on: Weekday = Field(default="mon", description="Day of a week's digest.")


class QuietWindow(Part):
    """Hours of the week, in local time; `end` before `start` is the next morning."""

    days: list[Weekday] = Field(default=WEEK, min_length=1, description="Days on which the window begins.")
    start: ClockTime = Field(description="Local time it begins.")
    end: ClockTime = Field(description="Local time it ends; the same as `start` means 24 hours.")


class Quiet(Part):
    """Hours in which notices are held; they go out when the hours end."""

    windows: list[QuietWindow] = Field(min_length=1, max_length=14, description="The hours.")
    urgent_if: When | None = Field(default=None, description="Conditions under which a notice goes out all the same.")


class Tally(Part):
    """Tell only when enough events of one group came together within a span."""

    at_least: int = Field(ge=2, le=1000, description="Events, or distinct values, that are enough.")
    within_hours: float = Field(gt=0, le=24 * 31, description="Length of the span, by the time they became known.")
    by: list[GroupField] = Field(default=[], description="Fields whose values make a group; none: all in one.")
    distinct: GroupField = Field(default="event", description="What is counted: events, or distinct values of a field.")
