"""Names find places through the ladder of spellings, and dumps compile into the compact file."""

import csv
import zipfile

import pytest

from vedette.extract.places.gazetteer import Gazetteer, apart_km
from vedette.extract.places.gazetteer_build import build_gazetteer

ROWS = (
    "900001|Qal`at an Najd|Qalat an Najd|Qalat Nejd,QLN,qlt njd|34.5|40.25|P|PPL|IQ||01||||4200||35||2020-01-01",
    "900002|Hilal|Hilal||34.0|41.0|A|ADM1|IQ||01||||90000|||Asia/Baghdad|2020-01-01",
    "900003|Some Hotel|Some Hotel||34.0|41.0|S|HTL|IQ||01||||0|||Asia/Baghdad|2020-01-01",
)
DUMP = [row.replace("|", "\t") for row in ROWS]
COLUMNS = ["id", "name", "alt", "lat", "lon", "feature", "country", "admin1", "population", "radius_km", "source"]


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


def first(gazetteer, name):
    return gazetteer.candidates(name)[0].place


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        ("Saraqeb", "SY", 35.86, 36.80),
        ("Jisr al-Shughour", "SY", 35.81, 36.32),
        ("Kafranbel", "SY", 35.61, 36.56),
        ("Kobani", "SY", 36.89, 38.35),
        ("Bakhmut", "UA", 48.59, 38.00),
        ("Kidal", "ML", 18.44, 1.41),
        ("Djibo", "BF", 14.10, -1.63),
        ("Maiduguri", "NG", 11.85, 13.16),
        ("Kismayo", "SO", -0.36, 42.54),
        ("Nushki", "PK", 29.55, 66.02),
        ("Lashkar Gah", "AF", 31.59, 64.37),
        ("Khan Yunis", "PS", 31.35, 34.30),
        ("Bab al-Hawa", "SY", 36.24, 36.69),
    ],
)
def test_places_of_the_news_stand_where_they_are(gazetteer, name, country, lat, lon):
    place = first(gazetteer, name)
    assert place.country == country
    assert abs(place.lat - lat) < 0.15
    assert abs(place.lon - lon) < 0.15


@pytest.mark.parametrize(
    ("name", "country"),
    [("Donetsk Oblast", "UA"), ("Helmand Province", "AF"), ("Lower Shabelle", "SO"), ("North Kivu", "CD"),
     ("Borno State", "NG"), ("Rakhine State", "MM"), ("Khyber Pakhtunkhwa", "PK"), ("Idlib Governorate", "SY")],
)  # fmt: skip
def test_provinces_of_conflict_countries_have_a_midpoint_and_a_radius(gazetteer, name, country):
    provinces = [
        c.place for c in gazetteer.candidates(name) if c.place.feature == "ADM1" and c.place.country == country
    ]
    assert provinces
    assert provinces[0].radius_km >= 15


def test_one_place_of_two_tables_comes_once(gazetteer):
    towns = [c.place for c in gazetteer.candidates("Saraqib") if c.place.feature == "PPL"]
    assert len(towns) == 1


def test_a_listed_spelling_ranks_above_a_sound_alike(gazetteer):
    keys = [c.key for c in gazetteer.candidates("Kiev")]
    assert keys[0] == "listed"
    assert first(gazetteer, "Kiev").name == "Kyiv"


def test_a_place_without_a_known_point_keeps_none(gazetteer):
    place = first(gazetteer, "Tal Khattab")
    assert (place.lat, place.lon, place.admin1) == (None, None, "Idlib")


def test_nonsense_finds_nothing(gazetteer):
    assert gazetteer.candidates("Xqzvbrt") == []
    assert gazetteer.candidates("…") == []


def test_a_geonames_dump_compiles_and_answers(tmp_path):
    dump, out = tmp_path / "IQ.txt", tmp_path / "iq.sqlite"
    dump.write_text("\n".join(DUMP) + "\n", encoding="utf-8")
    assert build_gazetteer([dump], out) == 2  # hotels are left out
    place = first(Gazetteer.load([out]), "Qalat Nejd")
    assert (place.id, place.country, place.admin1, place.population) == ("gn:900001", "IQ", "Hilal", 4200)
    assert (place.lat, place.lon) == (34.5, 40.25)


def test_a_zipped_dump_reads_like_a_plain_one(tmp_path):
    dump, out = tmp_path / "IQ.zip", tmp_path / "iq.sqlite"
    with zipfile.ZipFile(dump, "w") as archive:
        archive.writestr("readme.txt", "about the columns")
        archive.writestr("IQ.txt", "\n".join(DUMP) + "\n")
    assert build_gazetteer([dump], out) == 2
    assert first(Gazetteer.load([out]), "Qalat Nejd").id == "gn:900001"


def test_a_file_that_is_no_zip_is_said_so_and_the_old_result_stays(tmp_path):
    out, dump = tmp_path / "iq.sqlite", tmp_path / "IQ.zip"
    out.write_bytes(b"made before")
    dump.write_bytes(b"half a file")
    with pytest.raises(ValueError, match=r"IQ\.zip is no zip file"):
        build_gazetteer([dump], out)
    assert out.read_bytes() == b"made before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["IQ.zip", "iq.sqlite"]


def test_an_extra_csv_wins_over_the_shipped_tables(tmp_path):
    table = tmp_path / "mine.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerow(["own:x1", "Saraqib", "", "35.87", "36.81", "PPL", "SY", "Idlib", "", "", "test"])
    assert first(Gazetteer.load([table]), "Saraqib").id == "own:x1"


def test_a_broken_dump_names_file_and_line(tmp_path):
    dump = tmp_path / "bad.txt"
    dump.write_text(DUMP[0] + "\nhalf a line\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.txt, line 2"):
        build_gazetteer([dump], tmp_path / "out.sqlite")


def test_distance_is_over_ground(gazetteer):
    aleppo, idlib = first(gazetteer, "Aleppo"), first(gazetteer, "Idlib")
    assert 50 < apart_km(aleppo, idlib) < 65
