"""`vedette areas`: places under a name, for the rules of a subscriber."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from vedette.alert.rules.areas import areas_named
from vedette.alert.rules.sense import nonsense
from vedette.cli.changes import change
from vedette.cli.failures import faults
from vedette.cli.options import AsJson, Broker
from vedette.cli.records import settings_for
from vedette.cli.stored import stored
from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import SavedArea, Shape, Subscriber, WatchRule
from vedette.schemas.topics import RULES, SUBSCRIBERS

Whose = Annotated[str, typer.Argument(help="Id of the subscriber.")]
Which = Annotated[str, typer.Argument(help="What rules call it.")]


def save(
    subscriber_id: Whose,
    area_id: Which,
    *,
    broker: Broker = "localhost:9092",
    circle: Annotated[str | None, typer.Option(help="LAT,LON,KM.")] = None,
    box: Annotated[str | None, typer.Option(help="WEST,SOUTH,EAST,NORTH in degrees.")] = None,
    admin: Annotated[str | None, typer.Option(help="Country or province: SY, SY/Idlib.")] = None,
    geojson: Annotated[Path | None, typer.Option(help="File with a GeoJSON polygon.")] = None,
    name: Annotated[str, typer.Option(help="For people.")] = "",
) -> None:
    """Save an area, or draw it anew: every rule that names it means the new one within a second."""
    if sum(form is not None for form in (circle, box, admin, geojson)) != 1:
        msg = "give one of --circle, --box, --admin and --geojson"
        raise ConfigError(msg)
    given: dict[str, Any] = {"area_id": area_id, "name": name}  # what the contract judges
    if circle:
        given["radius"] = dict(zip(("lat", "lon", "km"), _numbers(circle, 3), strict=True))
    if box:
        given["bbox"] = _numbers(box, 4)
    if admin:
        given["admin"] = admin
    if geojson:
        given |= _polygon_of(geojson)
    try:
        area = SavedArea.model_validate(given)
    except ValidationError as error:
        raise ConfigError(faults(error)) from error
    asyncio.run(_save(settings_for(broker), subscriber_id, area))
    print(f"saved {area_id} of {subscriber_id}: {_described(area)}")


def list_(subscriber_id: Whose, broker: Broker = "localhost:9092", as_json: AsJson = False) -> None:
    """List the areas of a subscriber."""
    for area in asyncio.run(_owner(settings_for(broker), subscriber_id)).areas:
        print(area.model_dump_json() if as_json else f"{area.area_id:20} {_described(area)} {area.name}".rstrip())


def rm(subscriber_id: Whose, area_id: Which, broker: Broker = "localhost:9092") -> None:
    """Remove an area that no rule names."""
    asyncio.run(_remove(settings_for(broker), subscriber_id, area_id))
    print(f"removed {area_id} of {subscriber_id}")


commands = {"save": save, "list": list_, "rm": rm}


async def _save(settings: ServiceSettings, subscriber_id: str, area: SavedArea) -> None:
    owner = await _owner(settings, subscriber_id)
    others = [each for each in owner.areas if each.area_id != area.area_id]
    await _keep(settings, owner, [*others, area])


async def _remove(settings: ServiceSettings, subscriber_id: str, area_id: str) -> None:
    owner = await _owner(settings, subscriber_id)
    if area_id not in {area.area_id for area in owner.areas}:
        msg = f"{subscriber_id} has no area {area_id!r}"
        raise ConfigError(msg)
    rules: list[WatchRule] = await stored(settings, RULES)
    used = [r.rule_id for r in rules if r.subscriber_id == subscriber_id and area_id in areas_named(r)]
    if used:
        msg = f"these rules name it: {', '.join(used)}"
        raise ConfigError(msg)
    await _keep(settings, owner, [area for area in owner.areas if area.area_id != area_id])


async def _keep(settings: ServiceSettings, owner: Subscriber, areas: list[SavedArea]) -> None:
    changed = owner.model_copy(update={"areas": sorted(areas, key=lambda area: area.area_id)})
    if problems := nonsense(changed):
        raise ConfigError("; ".join(problems))
    await change(settings, SUBSCRIBERS, {owner.subscriber_id: changed})


async def _owner(settings: ServiceSettings, subscriber_id: str) -> Subscriber:
    known: dict[str, Subscriber] = {s.subscriber_id: s for s in await stored(settings, SUBSCRIBERS)}
    if subscriber_id not in known:
        msg = f"there is no subscriber {subscriber_id!r}; known: {', '.join(known) or 'none'}"
        raise ConfigError(msg)
    return known[subscriber_id]


def _numbers(text: str, count: int) -> list[float]:
    try:
        found = [float(each) for each in text.split(",")]
    except ValueError:
        found = []
    if len(found) != count:
        msg = f"{text!r} is not {count} numbers with commas between"
        raise ConfigError(msg)
    return found


def _polygon_of(file: Path) -> dict[str, Any]:  # what the contract judges
    """Return the first polygon of a GeoJSON file: a geometry, a feature, or a collection of one feature."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        found = found["features"][0] if found["type"] == "FeatureCollection" else found
        found = found["geometry"] if found["type"] == "Feature" else found
        if found["type"] != "Polygon":
            msg = f"{file} holds a {found['type']}; save each polygon as an area of its own"
            raise ConfigError(msg)
        rings = [[point[:2] for point in ring[:-1]] for ring in found["coordinates"]]
        return {"polygon": rings[0], "holes": rings[1:]}
    except (OSError, ValueError, LookupError, TypeError) as error:
        msg = f"{file} holds no GeoJSON polygon: {error}"
        raise ConfigError(msg) from error


def _described(area: SavedArea) -> str:
    form = next(f for f in Shape.forms if getattr(area, f) is not None)
    if area.radius:
        return f"circle of {area.radius.km:g} km round {area.radius.lat:g}, {area.radius.lon:g}"
    if area.polygon:
        return f"polygon of {len(area.polygon)} corners" + (f", {len(area.holes)} hole(s)" if area.holes else "")
    return f"{form} {area.admin or ','.join(f'{v:g}' for v in area.bbox or ())}"
