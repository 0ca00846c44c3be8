from articles import clean

from vedette.extract.sentences import split_article, split_text


def sentences(text):
    return [text[a:b] for a, b in split_text(text)]


def test_a_title_before_a_name_ends_no_sentence():
    assert len(sentences("Gen. Orlo Vasti met Lt. Col. Dar Hemin. They spoke of the U.S. base.")) == 2


def test_a_closing_quotation_mark_belongs_to_its_sentence():
    assert sentences("“We left.” He shrugged.") == ["“We left.”", "He shrugged."]


def test_a_decimal_point_ends_no_sentence():
    assert len(sentences("About 1.5 million people fled. Others stayed.")) == 2


def test_every_sentence_is_found_at_its_offsets():
    article = clean("One blast hit Kandor. Two men died.\n\nA third was hurt.", title="Blast in Kandor")
    found = split_article(article)
    assert len(found) == 4
    assert all(article.text[s.start : s.end] == s.text for s in found)


def test_sentences_of_one_quotation_share_its_number():
    article = clean("“We have five posts. The sixth is under way,” Vasti said. The rest is silence.")
    numbers = [s.quoted for s in split_article(article)]
    assert numbers[0] == numbers[1] != 0
    assert numbers[2] == 0
