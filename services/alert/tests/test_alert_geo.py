"""Areas: circles, boxes and polygons, at the poles and across the antimeridian."""

from math import asin, atan2, cos, degrees, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.alert.matching.geo import Disc, Lies, box, circle, disc_bounds, distance_km, polygon

LAT = st.floats(-90, 90)
LON = st.floats(-180, 180)


def site(lat: float, lon: float) -> Disc:
    return Disc(lat, lon, 0.0)


def test_distance_is_the_great_circle():
    assert distance_km(36.2, 37.16, 33.51, 36.29) == pytest.approx(309.5, abs=1.0)
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)
    assert distance_km(90, 0, 90, 123) == pytest.approx(0, abs=1e-6)


def test_a_circle_over_the_antimeridian_holds_both_sides():
    area = circle(-17.0, 179.8, 100)
    assert area.relate(site(-17.0, -179.6)) is Lies.INSIDE
    assert area.relate(site(-17.0, 178.0)) is Lies.OUTSIDE


def test_a_circle_round_the_pole_holds_every_longitude():
    area = circle(89.5, 10, 300)
    assert area.relate(site(89.0, -170)) is Lies.INSIDE
    assert disc_bounds(Disc(89.5, 10, 300))[2:] == (-180, 180)


def test_a_box_with_west_beyond_east_crosses_the_antimeridian():
    area = box(170, -20, -170, -10)
    assert area.relate(site(-15, 179)) is Lies.INSIDE
    assert area.relate(site(-15, -175)) is Lies.INSIDE
    assert area.relate(site(-15, 0)) is Lies.OUTSIDE
    assert area.relate(Disc(-15, -169.9, 30)) is Lies.PARTLY


def test_the_edge_of_a_box_belongs_to_it():
    area = box(36, 35, 37, 36)
    for lat, lon in ((35, 36), (36, 37), (35.5, 36), (36, 36.5)):
        assert area.relate(site(lat, lon)) is Lies.INSIDE


def test_a_disc_that_holds_the_whole_box_is_partly_inside():
    assert box(36, 35, 36.1, 35.1).relate(Disc(35.05, 36.05, 200)) is Lies.PARTLY


def test_a_polygon_may_cross_the_antimeridian():
    area = polygon([(178, -20), (-178, -20), (-178, -15), (178, -15)])
    assert area.relate(site(-17, 179.9)) is Lies.INSIDE
    assert area.relate(site(-17, -179.9)) is Lies.INSIDE
    assert area.relate(site(-17, 177)) is Lies.OUTSIDE
    assert area.relate(site(-17, 0)) is Lies.OUTSIDE


def test_a_ring_round_the_globe_holds_the_pole_on_its_side():
    north = polygon([(-120, 70), (0, 70), (120, 70)])
    south = polygon([(-120, -70), (0, -70), (120, -70)])
    assert north.relate(site(89, 179)) is Lies.INSIDE
    assert north.relate(site(50, 10)) is Lies.OUTSIDE
    assert south.relate(site(-90, 0)) is Lies.INSIDE
    assert north.relate(Disc(80, 179.99, 50)) is Lies.INSIDE, "the seam of the ring is no edge"


def test_a_hollow_corner_of_a_polygon_is_outside():
    ell = polygon([(0, 0), (4, 0), (4, 1), (1, 1), (1, 4), (0, 4)])
    assert ell.relate(site(0.5, 3)) is Lies.INSIDE
    assert ell.relate(site(3, 3)) is Lies.OUTSIDE


@given(LAT, LON, st.floats(0.1, 500), LAT, LON)
def test_a_point_is_in_a_circle_if_it_is_near_enough(lat, lon, km, lat2, lon2):
    inside = circle(lat, lon, km).relate(site(lat2, lon2)) is Lies.INSIDE
    assert inside == (distance_km(lat, lon, lat2, lon2) <= km + 1e-6)


@given(LAT, LON, st.floats(0.1, 300), st.floats(0, 360), st.floats(0, 1))
def test_the_bounds_of_a_disc_hold_every_point_of_it(lat, lon, km, bearing, share):
    part, turn, phi = km * share / 6371.0088, radians(bearing), radians(lat)
    lat2 = asin(max(-1, min(1, sin(phi) * cos(part) + cos(phi) * sin(part) * cos(turn))))
    lon2 = lon + degrees(atan2(sin(turn) * sin(part) * cos(phi), cos(part) - sin(phi) * sin(lat2)))
    south, north, west, east = disc_bounds(Disc(lat, lon, km))
    assert south - 1e-6 <= degrees(lat2) <= north + 1e-6
    assert (lon2 - west + 1e-5) % 360 <= east - west + 2e-5 or east - west >= 360


@given(st.floats(-80, 80), LON, st.floats(0, 200))
def test_box_and_polygon_of_the_same_corners_agree_on_sites(lat, lon, km):
    square = box(30, 30, 40, 40)
    ring = polygon([(30, 30), (40, 30), (40, 40), (30, 40)])
    on_edge = lat in {30, 40} or lon in {30, 40}
    if not on_edge:
        assert square.relate(site(lat, lon)) is ring.relate(site(lat, lon))
    assert (square.relate(Disc(lat, lon, km)) is Lies.INSIDE) <= (square.relate(site(lat, lon)) is Lies.INSIDE)
