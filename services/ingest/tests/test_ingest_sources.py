"""The source list: a mistake is named with its line, and nothing starts with a wrong list."""

from pathlib import Path

import pytest

from vedette.ingest.sources import load_sources, read_sources
from vedette.runtime.errors import ConfigError

GOOD = """
sources:
  - id: orontes-courier
    publisher: Orontes Courier
    feed: https://orontes-courier.example/rss.xml
    every: 15m
  - id: border-page
    publisher: Border Authority
    page: https://border.example/today
    enabled: false
    every: 90
"""


def test_a_good_list_is_read():
    feed, page = read_sources(GOOD)
    assert (feed.id, feed.url, feed.every, feed.enabled) == (
        "orontes-courier", "https://orontes-courier.example/rss.xml", 900.0, True,
    )  # fmt: skip
    assert (page.page, page.every, page.enabled) == ("https://border.example/today", 90.0, False)


@pytest.mark.parametrize(("text", "seconds"), [("45s", 45), ("15m", 900), ("1.5h", 5400), ("1d", 86400), ("60", 60)])
def test_intervals_read_as_people_write_them(text: str, seconds: float):
    assert read_sources(GOOD.replace("15m", text))[0].every == seconds


@pytest.mark.parametrize("text", ["", "sources: []\n", "# nobody yet\n"])
def test_an_empty_list_is_allowed(text: str):
    assert read_sources(text) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "    publisher: Orontes",
            "    pubisher: Orontes",
            "line 4: unknown field 'pubisher'; did you mean 'publisher'?",
        ),
        ("    publisher: Orontes", "    pubisher: Orontes", "line 3: publisher: Field required"),
        ("id: orontes-courier", "id: Orontes Courier", "line 3: id: String should match pattern"),
        ("id: border-page", "id: orontes-courier", "line 7: id 'orontes-courier' is taken by line 3"),
        ("every: 15m", "every: often", "line 6: every: Input should be a valid number"),
        ("every: 15m", "every: 0", "line 6: every: Input should be greater than or equal to 1"),
        ("enabled: false", "enabled: perhaps", "line 10: enabled: Input should be a valid boolean"),
        ("page: https://border.example/today", "language: ar", "line 7: give either feed or page"),
        ("    enabled: false", "    feed: https://border.example/f", "line 7: give either feed or page"),
        ("https://border.example/today", "border.example/today", "line 7: 'border.example/today' is no http"),
        ("    enabled: false", "    body: feed", "line 7: body: feed needs a feed"),
        ("publisher: Border", "publisher: [Border", "line 9"),
        ("sources:", "source:", "did you mean 'sources'?"),
        ("sources:\n", "sources:\n- just a name\n", ""),
    ],
)
def test_a_mistake_is_named_with_its_line(before: str, after: str, message: str):
    assert before in GOOD
    with pytest.raises(ConfigError) as caught:
        read_sources(GOOD.replace(before, after, 1))
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"cannot read the source list .*nowhere\.yaml"):
        load_sources(tmp_path / "nowhere.yaml")


def test_the_example_list_is_good_and_polls_nobody():
    example = Path(__file__).parents[3] / "deploy" / "sources.example.yaml"
    sources = load_sources(example)
    assert sources
    assert not any(source.enabled for source in sources)
