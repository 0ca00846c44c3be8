"""Promises about the table of publishers' quirks: every row is needed by its page and works on it."""

from pathlib import Path

import pytest

from vedette.clean.quirks import load_quirks, quirk_of
from vedette.clean.steps import clean_article

PAGES = Path(__file__).parent / "quirks"


@pytest.mark.parametrize("quirk", load_quirks(), ids=lambda quirk: quirk.host)
def test_each_row_does_on_its_page_what_general_rules_do_not(raw, quirk):
    html = (PAGES / quirk.page).read_text("utf-8")
    without = clean_article(raw(html, url="https://elsewhere.example/story"))
    article = clean_article(raw(html, url=f"https://www.{quirk.host}/story"))
    assert all(text in without.text and text not in article.text for text in quirk.drop)
    assert quirk.title_tail is None or (
        without.title.endswith(quirk.title_tail) and not article.title.endswith(quirk.title_tail)
    )
    assert quirk.reason


def test_a_row_speaks_for_its_site_and_its_subdomains_only():
    (host,) = {quirk.host for quirk in load_quirks()}
    assert quirk_of(f"https://news.{host}/a") is not None
    assert quirk_of(f"https://not{host}/a") is None
    assert quirk_of(None) is None
