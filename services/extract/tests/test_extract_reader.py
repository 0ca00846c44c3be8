import time

from articles import clean, read, reader

from vedette.extract.memory import read_memory, write_memory
from vedette.extract.steps import withdrawals

TEXT = (
    "Turkish forces set up two observation posts in Binnish and Sarmin on Sunday, the Syrian Observatory for Human "
    "Rights said.\n\nA car bomb killed six people, including two children, in Saraqib on Monday, medics said."
)


def test_every_quote_stands_at_its_offsets():
    article = clean(TEXT, title="Two new posts in Idlib")
    claims = reader().read_article(article)
    assert len(claims) == 2
    for claim in claims:
        assert claim.text_sha256 == article.text_sha256
        for piece in [*claim.evidence, *claim.spans]:
            assert article.text[piece.start : piece.end] == piece.quote


def test_each_field_says_where_it_was_read():
    toll = next(c for c in read(TEXT) if c.kind == "casualty")
    fields = {s.field: s.quote for s in toll.spans}
    assert fields["toll.killed"] == "six"
    assert fields["date"].endswith("Monday")
    assert fields["places.0"] == "Saraqib"
    assert fields["attribution"] == "medics"


def test_confidence_has_parts():
    for claim in read(TEXT):
        assert 0 < claim.confidence.reading <= 1
        assert {"place", "date", "number"} <= set(claim.confidence.parts)


def test_the_key_is_the_country_of_the_place():
    assert {c.area for c in read(TEXT)} == {"sy"}


def test_a_place_of_an_earlier_sentence_is_marked_as_inferred():
    claims = read("Fighting went on around Saraqib on Monday. Shelling by rebels killed four soldiers.")
    assert all(p.inferred for p in claims[-1].places)


def test_a_claim_keeps_its_id_in_a_later_revision():
    first = reader().read_article(clean(TEXT))
    later = reader().read_article(clean(f"Updated at noon.\n\n{TEXT}", revision=2))
    assert [c.claim_id for c in first] == [c.claim_id for c in later]


def test_another_article_makes_other_ids():
    first, other = reader().read_article(clean(TEXT)), reader().read_article(clean(TEXT, name="a2"))
    assert not {c.claim_id for c in first} & {c.claim_id for c in other}


def test_what_a_new_revision_drops_is_withdrawn_once_known():
    first = reader().read_article(clean(TEXT))
    article = clean(TEXT.split("\n\n", maxsplit=1)[0], revision=2)
    later = reader().read_article(article)
    (gone,) = withdrawals(read_memory(write_memory(first)), later, article)
    assert gone.withdrawn
    assert gone.withdrawn_at == article.fetched_at
    assert gone.claim_id == first[1].claim_id


def test_a_replayed_revision_withdraws_the_same_again():
    first = reader().read_article(clean(TEXT))
    article = clean(TEXT.split("\n\n", maxsplit=1)[0], revision=2)
    later = reader().read_article(article)
    once = withdrawals(first, later, article)
    assert withdrawals([*later, *once], later, article) == once


def test_an_empty_text_and_one_without_dates_are_read_without_error():
    assert read("Nothing happened.") == []
    (claim,) = read("A car bomb killed six people in Saraqib.", published=None)
    assert claim.date.start is None


def test_odd_text_never_breaks_the_reader():
    odd = ("(((( 12 killed ))))" * 50, "“" * 500, "killed " * 2000, "1 2 3 " * 2000, "\u202e\u0000 12 soldiers killed")
    for text in odd:
        read(text)


def test_a_very_long_sentence_is_read_in_bounded_time():
    text = "Two soldiers of the army, and a guard, were " * 1500
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 20
