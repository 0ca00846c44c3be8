"""Promises about flattened text."""

import pytest

from vedette.clean.lines import clean_lines
from vedette.clean.steps import as_clean, clean_article
from vedette.clean.wrap import split_lines
from vedette.schemas import CutReason, Hints, ParagraphRole


def dump(headline, story, below=(), above=()):
    return "\n\n".join([*above, headline, *story, *below])


def cleaned(raw, text, **told):
    return clean_article(raw(text, content_type="text/plain", **told))


def test_the_story_comes_out_whole_with_its_headline(raw, headline, story):
    article = cleaned(raw, dump(headline, story))
    assert [p.text for p in article.paragraphs] == [headline, *story]
    assert article.paragraphs[0].role is ParagraphRole.HEADLINE
    assert article.paragraphs[1].role is ParagraphRole.LEAD


def test_reader_comments_never_stay_even_when_longer_than_the_article(raw, headline, story, comments):
    remarks = [line for n, comment in enumerate(comments * 8) for line in (f"Reader Number{n % 3}", comment)]
    article = cleaned(raw, dump(headline, story, ["Notify of", "Newest Most Voted", "View all comments", *remarks]))
    assert [p.text for p in article.paragraphs] == [headline, *story]
    assert {cut.reason for cut in article.cut} == {CutReason.COMMENT, CutReason.SPAM}


def test_a_donation_bar_is_cut_as_such(raw, headline, story):
    bar = ["0 €", "1,500 €", "4,000 €", "2,317 €"]
    article = cleaned(raw, dump(headline, story, ["Support the Courier"], [*bar, headline, "Support the Courier"]))
    assert [p.text for p in article.paragraphs] == [headline, *story]
    assert sum(cut.reason is CutReason.DONATION for cut in article.cut) == 6


def test_the_note_on_the_author_is_cut(raw, headline, story, note):
    form = ["Leave a Reply", "Your email address will not be published. Required fields are marked *"]
    article = cleaned(raw, dump(headline, story, [note, *form]))
    assert note not in article.text
    assert [cut.reason for cut in article.cut] == [CutReason.AUTHOR_BIO, CutReason.COMMENT, CutReason.COMMENT]


def test_a_photo_caption_with_credit_is_cut(raw, headline, story):
    caption = "Soldiers are seen on the ridge above Kasra, Teral province, May 11, 2024. REUTERS/Jon Abel"
    article = cleaned(raw, dump(headline, [caption, *story]))
    assert caption not in article.text
    assert [(cut.text, cut.reason) for cut in article.cut] == [(caption, CutReason.CAPTION)]


def test_a_last_paragraph_on_a_person_in_the_news_stays(raw, headline, story):
    last = (
        "General Orsan Tell is the commander of the northern army. He was wounded in the fighting of 2019 and "
        "returned to duty a year later."
    )
    article = cleaned(raw, dump(headline, [*story, last]))
    assert last in article.text


def test_a_small_comment_counter_at_the_top_cuts_nothing(raw, headline, story):
    article = cleaned(raw, dump(headline, story, above=["Home", "World", "3 Comments", "Share"]))
    assert [p.text for p in article.paragraphs[1:]] == story


def test_cut_lines_say_where_they_stood(raw, headline, story):
    article = cleaned(raw, dump(headline, story, ["Share on Facebook"], ["Home", "Menu"]))
    assert [(cut.text, cut.line) for cut in article.cut] == [("Home", 0), ("Menu", 1), ("Share on Facebook", 8)]


def test_hard_wrapped_paragraphs_are_put_together():
    text = (
        "The northern army has set up two observation posts on the\nridge above the valley, the governor of "
        "Teral said on\n"
        "Tuesday, after both sides had agreed to pull back their\nguns.\n\nResidents of Kasra saw bulldozers "
        "and lorries that were\n"
        "carrying concrete blocks before dawn, and the road to the\nmill was closed until noon.\n"
    )
    assert [line[:20] for line in split_lines(text)] == ["The northern army ha", "Residents of Kasra s"]


def test_clean_text_is_taken_as_it_is(raw, story, note):
    article = as_clean(
        raw("\n\n".join([*story, note]), content_type="text/plain", hints=Hints(title="Posts above Orlen"))
    )
    assert [p.text for p in article.paragraphs] == ["Posts above Orlen", *story, note]
    assert article.cut == []


def test_arabic_text_keeps_story_and_loses_comments(raw):
    story = [
        "قال محافظ تيرال يوم الثلاثاء إن الجيش أقام نقطتي مراقبة على التلة المطلة على الوادي بعد ثلاثة "
        "أسابيع من الاتفاق على سحب المدفعية.",
        "وأفاد سكان من قرية كسرى بأن جرافات وشاحنات تحمل كتلا من الخرسانة وصلت قبل الفجر وأن الطريق إلى "
        "الطاحونة أغلق حتى الظهر.",
        "وكان ستة مدنيين قد قتلوا في الربيع عندما سقطت قذائف على سوق القرية، وفق ما ذكرت مصادر محلية في حينه.",
    ]
    article = cleaned(
        raw,
        "\n\n".join(
            [
                "الرئيسية",
                "الجيش يقيم نقطتي مراقبة فوق الوادي",
                *story,
                "التعليقات",
                "لن يرحلوا أبدا من هناك صدقوني أنا أعرفهم",
            ]
        ),
    )
    assert [p.text for p in article.paragraphs[-3:]] == story
    assert article.language == "ar"


def test_the_byline_of_a_dump_names_the_authors_and_a_commenter_is_none(raw, headline, story):
    below = ["Comments", "By Wanda Pell", "Nobody there wants peace, believe me, I have seen it all before in my life."]
    article = cleaned(raw, dump(headline, ["By Ana Reis and Tomas Velling", *story], below))
    assert article.authors == ["Ana Reis", "Tomas Velling"]
    assert "Wanda" not in article.text


def test_a_text_of_one_long_line_is_the_article_itself() -> None:
    line = (
        "Two soldiers were killed and three wounded when a roadside bomb hit their vehicle near the village of Tell "
        "Amar on Monday, the defence ministry said. The vehicle was on patrol. Nobody has claimed the attack so far, "
        "but the ministry blamed a local armed group. Traffic on the road was stopped for two hours."
    )
    assert clean_lines([line]).paragraphs == [line]
    assert clean_lines(["Two soldiers killed near Tell Amar", line]).paragraphs[-1] == line


@pytest.mark.parametrize(
    "text",
    [
        "Two soldiers were wounded by a mine near Kasra.",
        "By Tuesday evening the number of dead in the Kasra market had risen to eleven, two doctors said.",
        "TERAL, 14 MAY (CN) -- THE NORTHERN ARMY HAS SET UP TWO OBSERVATION POSTS ON THE RIDGE ABOVE ORLEN AND "
        "CLOSED THE ROAD TO THE MILL, RESIDENTS AND THE GOVERNOR SAID.",
        "Published May 14 2024 Two observation posts went up above Orlen on Tuesday. "
        + "The works went on all day. " * 30,
    ],
    ids=["one sentence", "a story that begins with by", "a wire in capitals", "all on one line"],
)
def test_a_text_without_a_page_around_it_is_kept_whole(raw, text):
    assert cleaned(raw, text).text == text.strip()


def test_an_onlooker_in_a_story_is_no_caption(raw, headline, story):
    line = "The garrison at Hawara looks on. An officer denied that a single shot had been fired since March 2024."
    assert line in cleaned(raw, dump(headline, [*story[:2], line, *story[2:]])).text
