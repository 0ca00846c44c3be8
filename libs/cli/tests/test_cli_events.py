"""Events are asked for by time, place, kind, actor and toll, and come out as text, JSON lines, CSV or GeoJSON."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from alert_builders import NOON, count, place, post_event, revised, source, toll_event
from rich.console import Console

from vedette.cli import events as commands
from vedette.cli import events_decide as decide
from vedette.cli.events_export import Format, write_events
from vedette.cli.events_filter import Wanted
from vedette.cli.events_show import show_event
from vedette.cli.events_store import EventStore, store_of_file
from vedette.cli.events_topic import Row
from vedette.runtime.errors import ConfigError
from vedette.schemas import (
    Actor,
    ActorRole,
    Change,
    ChangeReason,
    Correction,
    CorrectionAct,
    EventDate,
    EventStatus,
    EventToll,
    Scope,
    TollCount,
    TollFigure,
)

TURKEY = Actor(text="Turkish forces", actor_id="TUR", role=ActorRole.HOLDER)
MILL = place(name="Tell Hamra", lat=35.20, lon=37.90, admin1="Hama", country="SY")
KYIV = place(name="Kyiv", lat=50.45, lon=30.52, admin1="Kyiv City", country="UA")


def on(first: int, last: int | None = None) -> EventDate:
    days = (date(2025, 3, first), date(2025, 3, last or first))
    return EventDate(start=days[0], end=days[1], precision="D1", basis="event")


POST = post_event(event_id="post-1", date=on(3), actors=[TURKEY])
RAID = toll_event(killed=12, event_id="raid-1", place=MILL, date=on(10), updated_at=NOON + timedelta(days=7))
STRIKE = toll_event(killed=3, event_id="strike-1", place=KYIV, date=on(14, 16), updated_at=NOON + timedelta(days=9))
SUM = toll_event(killed=500, event_id="sum-1", scope=Scope.CUMULATIVE, place=None, updated_at=NOON + timedelta(days=1))
GONE = revised(toll_event(killed=9, event_id="gone-1"), status=EventStatus.RETRACTED)


@pytest.fixture
def store() -> EventStore:
    store = EventStore()
    store.put([POST, RAID, STRIKE, SUM, GONE])
    return store


def names(store: EventStore, wanted: Wanted) -> list[str]:
    return [e.event_id for e in store.where(wanted.condition, wanted.values) if wanted.holds(e)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["gone-1", "post-1", "sum-1", "raid-1", "strike-1"]),
        (Wanted().equal("kind", "post"), ["post-1"]),
        (Wanted().equal("status", "retracted"), ["gone-1"]),
        (Wanted().equal("scope", "cumulative"), ["sum-1"]),
        (Wanted().equal("state", "established"), ["post-1"]),
        (Wanted().days(date(2025, 3, 15), None), ["strike-1"]),
        (Wanted().days(date(2025, 3, 4), date(2025, 3, 14)), ["raid-1", "strike-1"]),
        (Wanted().place("SY"), ["gone-1", "post-1", "raid-1"]),
        (Wanted().place("SY/Hama"), ["raid-1"]),
        (Wanted().place("tell hamra"), ["raid-1"]),
        (Wanted().place("tell"), ["raid-1"]),
        (Wanted().place("amra"), []),
        (Wanted().near("35.25,37.95", 10), ["raid-1"]),
        (Wanted().near("35.25,37.95", 5), []),
        (Wanted().box("30,50,31,51"), ["strike-1"]),
        (Wanted().box("170,-90,-170,90"), []),
        (Wanted().actor("tur"), ["post-1"]),
        (Wanted().actor("turkish"), ["post-1"]),
        (Wanted().actor("turk"), []),
        (Wanted().toll(["killed>=9", "killed<100"]), ["gone-1", "raid-1"]),
        (Wanted().toll(["injured>=0"]), []),
    ],
)
def test_events_are_found_by_what_is_asked(store: EventStore, wanted: Wanted, found: list[str]) -> None:
    assert names(store, wanted) == found


def test_what_cannot_be_asked_is_told_how_to_ask() -> None:
    with pytest.raises(ConfigError, match="killed>=10"):
        Wanted().toll(["dead>3"])
    with pytest.raises(ConfigError, match="LAT,LON"):
        Wanted().near("Idlib", 5)
    with pytest.raises(ConfigError, match="WEST,SOUTH"):
        Wanted().box("1,2,3")


def written(how: Format, *events: object) -> str:
    out = io.StringIO()
    assert write_events(events, how, out) == len(events)  # type: ignore[arg-type]  # events of both families
    return out.getvalue()


def test_text_is_one_line_an_event() -> None:
    first, second = written(Format.TEXT, POST, RAID).splitlines()
    assert first.startswith("post-1")
    assert "Tell Hamra" in second
    assert "12 killed" in second


def test_json_lines_are_the_events_themselves() -> None:
    assert [json.loads(line)["event_id"] for line in written(Format.JSONL, POST, SUM).splitlines()] == [
        "post-1",
        "sum-1",
    ]


def test_csv_has_a_column_for_every_bound_and_no_formula() -> None:
    odd = revised(RAID, summary="=cmd|calc")
    (row,) = csv.DictReader(io.StringIO(written(Format.CSV, odd)))
    assert (row["killed_best"], row["lat"], row["country"], row["injured_low"]) == ("12", "35.2", "SY", "")
    assert row["summary"] == "'=cmd|calc"


def test_geojson_is_a_collection_of_points_east_first() -> None:
    found = json.loads(written(Format.GEOJSON, RAID, SUM))
    assert found["type"] == "FeatureCollection"
    assert [f["geometry"] for f in found["features"]] == [{"type": "Point", "coordinates": [37.9, 35.2]}, None]
    assert found["features"][0]["properties"]["killed_best"] == 12
    assert json.loads(written(Format.GEOJSON))["features"] == []


def test_the_copy_follows_the_topic_record_by_record(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite"
    store = EventStore(path)
    store.take([Row(0, 4, "raid-1", RAID.write()), Row(0, 5, "raid-1", revised(RAID, summary="More.").write())])
    store.close()
    again = EventStore(path)
    assert again.positions() == {0: 6}
    assert [e.summary for e in again.where("1", [])] == ["More."]
    again.take([Row(0, 6, "raid-1", None)])
    assert list(again.where("1", [])) == []
    again.close()
    assert EventStore(path, rebuild=True).positions() == {}


def test_a_file_of_events_needs_no_broker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(POST.write() + b"\n\n" + RAID.write() + b"\n")
    assert names(store_of_file(path), Wanted().equal("kind", "casualty")) == ["raid-1"]
    commands.list_(events=path, kind="post")
    assert capsys.readouterr().out.startswith("post-1")


def test_show_tells_every_rival_figure_who_said_it_and_who_decided() -> None:
    figures = [
        TollFigure(
            claim_id="c:1", claimant="the hospital", publisher="Orontes Courier", at=NOON, low=12, best=12, high=12
        ),
        TollFigure(
            claim_id="c:2", claimant="the army", publisher="Ridge Wire", at=NOON, low=3, best=3, high=3, live=False
        ),
    ]
    toll = EventToll(killed=TollCount(**(count(12, 3, 12).model_dump() | {"figures": figures})))
    change = Change(
        revision=3, at=NOON, field="toll.killed.best", old="14", new="12", reason=ChangeReason.CORRECTION,
        by="Ilse Marren", note="Counted twice.",
    )  # fmt: skip
    event = revised(RAID, toll=toll, changes=[change], sources=[source(1), source(2, publisher="Ridge Wire")])
    made = Correction(
        correction_id="d" * 32, act=CorrectionAct.CORRECT, events=["raid-1"], field="toll.killed.best", value=12,
        by="Ilse Marren", why="Counted twice.", at=NOON,
    )  # fmt: skip
    out = io.StringIO()
    show_event(Console(file=out, width=200), event, [made])
    told = out.getvalue()
    for words in (
        "12  the hospital, in Orontes Courier", "3  the army, in Ridge Wire", "replaced",
        "by Ilse Marren: Counted twice.", "dddddddddddd", "Turkish forces set up an observation post",
    ):  # fmt: skip
        assert words in told


def author() -> decide.Author:
    return decide.Author("Ilse Marren", "The hospital said so.", NOON)


def test_a_decision_wants_a_name_and_a_reason() -> None:
    with pytest.raises(ConfigError, match="--by and --why"):
        decide.Author.now("Ilse Marren", "  ")


def test_what_is_retracted_or_closed_cannot_be_decided_on_again() -> None:
    by_hand = Change(
        revision=2, at=NOON, field="status", new="retracted", reason=ChangeReason.RETRACTION, by="Ilse Marren",
        note="A rumour.",
    )  # fmt: skip
    with pytest.raises(ConfigError, match=r"retracted already by Ilse Marren \(A rumour"):
        decide.retract(revised(GONE, changes=[by_hand]), author())
    closed = revised(RAID, status=EventStatus.SUPERSEDED, superseded_by="raid-2")
    with pytest.raises(ConfigError, match="part of raid-2 now"):
        decide.correct(closed, "cause", "airstrike", author())


def test_events_of_different_kinds_cannot_be_merged() -> None:
    with pytest.raises(ConfigError, match="incidents and posts are never one event"):
        decide.merge([POST, RAID], author())
    with pytest.raises(ConfigError, match="incidents and running totals"):
        decide.merge([SUM, RAID], author())
    with pytest.raises(ConfigError, match="two different events"):
        decide.merge([RAID, RAID], author())


def test_a_split_leaves_something_and_takes_only_what_is_there() -> None:
    both = revised(RAID, claims=["aa1", "bb2"])
    assert decide.split(both, ["bb"], author()).claims == ["bb2"]
    with pytest.raises(ConfigError, match="nothing would stay"):
        decide.split(both, ["aa", "bb"], author())
    with pytest.raises(ConfigError, match="0 claims"):
        decide.split(both, ["cc"], author())


def test_a_correction_fits_its_field() -> None:
    made = decide.correct(RAID, "toll.killed.best", decide.value_of("11"), author())
    assert (made.field, made.value, made.by) == ("toll.killed.best", 11, "Ilse Marren")
    with pytest.raises(ConfigError, match="does not fit"):
        decide.correct(RAID, "toll.killed.best", decide.value_of("many"), author())


def test_an_undo_carries_the_id_of_what_it_takes_back_and_works_once() -> None:
    made = decide.retract(RAID, author())
    back = decide.undo(made.correction_id[:8], {made.correction_id: made}, author())
    assert (back.correction_id, back.undone) == (made.correction_id, True)
    with pytest.raises(ConfigError, match="undone it already"):
        decide.undo(made.correction_id, {made.correction_id: back}, author())
    with pytest.raises(ConfigError, match="0 decisions"):
        decide.undo("ffff", {made.correction_id: made}, author())
