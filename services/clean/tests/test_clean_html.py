"""Promises about pages."""

import json

from vedette.clean.steps import clean_article
from vedette.schemas import CutReason, DateSource, Hints, ParagraphRole

LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "%s",
"datePublished": "2024-05-14T06:20:00+03:00", "author": [{"@type": "Person", "name": "Tomas Velling"}, {"name": "Ana
Reis"}],
"publisher": {"@type": "Organization", "name": "Teral Courier"}}</script>"""


def test_a_page_gives_headline_and_story_and_nothing_else(raw, page, story, headline):
    article = clean_article(raw(page()))
    assert article.title == headline
    assert article.paragraphs[0].role is ParagraphRole.HEADLINE
    assert [p.text for p in article.paragraphs] == [headline, *story]


def test_no_word_of_the_comments_comes_out(raw, page, comments):
    article = clean_article(raw(page(comments=comments * 12)))  # far more comment than article
    assert not any(comment[:40] in article.text for comment in comments)


def test_every_cut_piece_is_listed_with_its_reason(raw, page, comments, note):
    cut = {each.text: each.reason for each in clean_article(raw(page())).cut}
    assert cut["Share on Facebook Tweet"] is CutReason.SHARE
    assert cut["Leave a Reply"] is CutReason.COMMENT
    assert cut[comments[0][:120]] is CutReason.COMMENT
    assert cut[note[:120]] in {CutReason.AUTHOR_BIO, CutReason.RELATED}
    assert cut["© 2024 Teral Courier. All rights reserved."] is CutReason.LEGAL


def test_offsets_point_at_the_paragraphs(raw, page):
    article = clean_article(raw(page()))
    assert all(article.text[p.start : p.end] == p.text for p in article.paragraphs)
    assert article.text == "\n\n".join(p.text for p in article.paragraphs)


def test_json_ld_tells_time_authors_and_publisher(raw, page, headline):
    article = clean_article(raw(page(head=LD % headline)))
    assert article.published_at.isoformat() == "2024-05-14T03:20:00+00:00"
    assert article.published_source is DateSource.JSON_LD
    assert article.authors == ["Tomas Velling", "Ana Reis"]
    assert article.publisher == "Teral Courier"
    assert article.language == "en"


def test_a_short_page_is_filled_from_the_body_its_json_ld_carries(raw, story):
    body = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(story)})
    ld = f'<script type="application/ld+json">{body}</script>'
    html = f"<!DOCTYPE html><html><head>{ld}</head><body><div><p>Loading the story</p></div></body></html>"
    article = clean_article(raw(html))
    assert "bulldozers and about a dozen lorries" in article.text
    assert article.cleaner == "html-jsonld/1"


def test_a_page_laid_out_by_a_table_with_blank_lines_keeps_its_paragraphs_and_loses_its_side(raw, story):
    page = (
        "<html><head><title>Teral Courier</title></head><body><table><tr><td colspan=2><a href='/'>Home</a> | "
        "<a href='/s'>Sport</a></td></tr><tr><td valign=top><b>Two posts built above Orlen</b><br>14.05.2024<br><br>"
        + "<br><br>".join(story)
        + "</td><td><b>Weather</b><br>31 C<br><b>Poll:</b> Should the road reopen?<br><a href='/p'>Vote</a><br>"
        "<a href='/1'>41 hurt in blast at market</a></td></tr></table></body></html>"
    )
    article = clean_article(raw(page))
    assert [p.text for p in article.paragraphs if p.role is not ParagraphRole.HEADLINE] == story
    assert article.published_at.isoformat()[:10] == "2024-05-14"


def test_readers_that_agree_give_a_sure_article(raw, page):
    assert clean_article(raw(page())).confidence > 0.8


def test_a_hinted_title_is_the_headline_and_is_not_repeated(raw, page, headline, story):
    article = clean_article(raw(page(), hints=Hints(title=headline)))
    assert article.text.count(headline) == 1
    assert article.paragraphs[1].role is ParagraphRole.LEAD


def test_a_corrected_page_is_right_where_its_feed_lags_behind(raw, page, headline):
    article = clean_article(raw(page(), hints=Hints(title="What the feed still calls it")))
    assert article.title == headline


def test_a_page_laid_out_with_tables_is_no_table_of_data(raw, story, headline):
    menu = (
        "<td width=150><font size=2><a href=/top>Top news</a><br><a href=/markets>Markets</a><br>Client "
        "log-in</font></td>"
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in story)
    rows = f"<tr><td colspan=2><b>TERAL WIRE</b></td></tr><tr>{menu}<td><h2>{headline}</h2>{body}</td></tr>"
    article = clean_article(
        raw(f"<html><head><title>{headline}</title></head><body><table>{rows}</table></body></html>")
    )
    assert [p.text for p in article.paragraphs] == [headline, *story]
