"""Areas of rules: circles, boxes, polygons, provinces, and areas saved under a name."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from vedette.schemas.base import Part

__all__ = ["PlaceTest", "Radius", "SavedArea", "Shape"]


class Radius(Part):
    """A circle on the globe."""

    lat: float = Field(ge=-90, le=90, description="Centre latitude WGS84.")
    lon: float = Field(ge=-180, le=180, description="Centre longitude WGS84.")
    km: float = Field(gt=0, le=500, description="Radius in kilometres, at most 500.")


Point = Annotated[
    tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]],
    Field(description="[longitude, latitude] WGS84, as in GeoJSON."),
]


class Shape(Part):
    """A circle, box, polygon or unit of administration; exactly one form is given."""

    radius: Radius | None = Field(default=None, description="A circle.")
    bbox: tuple[float, float, float, float] | None = Field(
        default=None, description="[west, south, east, north] in degrees; west > east crosses the antimeridian."
    )
    polygon: list[Point] | None = Field(
        default=None,
        min_length=3,
        max_length=500,
        description="Ring of [longitude, latitude] points; closed by itself.",
    )
    holes: list[Annotated[list[Point], Field(min_length=3, max_length=500)]] = Field(
        default=[], max_length=20, description="Rings cut out of the polygon."
    )
    admin: str | None = Field(
        default=None,
        description="`SY` for a country, `SY/Idlib` for a province of it; names are folded.",
        pattern=r"^[A-Za-z]{2}(/.+)?$",
    )

    forms: ClassVar[tuple[str, ...]] = ("radius", "bbox", "polygon", "admin")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        given = [n for n in self.forms if getattr(self, n) is not None]
        if len(given) != 1:
            msg = f"give exactly one of {', '.join(self.forms)}; found {', '.join(given) or 'none'}"
            raise ValueError(msg)
        if self.holes and self.polygon is None:
            msg = "holes are cut out of a polygon; give one"
            raise ValueError(msg)
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
                msg = "bbox is [west, south, east, north] with longitudes in -180..180 and -90 <= south <= north <= 90"
                raise ValueError(msg)
        return self


AreaId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
"""Name of a saved area, for rules."""


class PlaceTest(Shape):
    """An area the event must lie in; exactly one form is given."""

    area: AreaId | None = Field(default=None, description="An area the rule's subscriber has saved, by its id.")
    match: Literal["certain", "possible"] = Field(
        default="certain",
        description="For an event known only to an area: `certain` wants all of it inside, `possible` any overlap.",
    )

    forms: ClassVar[tuple[str, ...]] = (*Shape.forms, "area")


class SavedArea(Shape):
    """An area under a name of its owner's; rules name it, and follow it when it is edited."""

    area_id: AreaId = Field(description="What rules call it.")
    name: str = Field(default="", max_length=120, description="For people.")
