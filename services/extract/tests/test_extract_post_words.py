"""Posts told in many words: kinds of installation, verbs of their life, voices and nominal forms."""

from functools import lru_cache

import pytest
from articles import clean

from vedette.extract.inflection import inflect
from vedette.extract.phrasebook import read_lexicon
from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_reader

TOLD = {
    # set up
    "put up": ("Vardan border guards put up a watchtower above Gao on Monday.", "established"),
    "installed": ("The army has installed a guard post on the ridge near Gao.", "established"),
    "was erected": ("A steel watchtower was erected by soldiers on the hill over Gao on Monday.", "established"),
    "sprang up": ("A new army outpost sprang up overnight beside the bridge at Gao.", "established"),
    "opened by itself": ("A Turkish naval base opened near Gao on Monday.", "established"),
    "went into service": ("The walled army camp at Gao went into service on Monday.", "established"),
    "turned into": ("Soldiers have turned the village school at Gao into a barracks.", "established"),
    "the third they opened": (
        "It is the third military base that French forces have opened in Mali.",
        "established",
    ),
    "re-opened": ("Peacekeepers reopened two checkpoints on the road to Gao on Monday.", "established"),
    "moved into": ("Police commandos moved into three army bases near Gao on Monday.", "established"),
    "finished work on": ("The army has finished work on a new outpost near Gao.", "established"),
    "position built": ("Israeli troops set up a new position on the hill above Kafr Kila on Monday.", "established"),
    # coming
    "to be built": ("A military camp is to be built near Gao next year, the army said.", "planned"),
    "foresees": ("The army's programme foresees 40 border posts along the frontier with Mali.", "planned"),
    "is taking shape": ("A military base is taking shape outside Gao.", "under_way"),
    "agreed on": ("Turkey and Russia agreed on ten observation posts in Idlib.", "agreed"),
    "work on": ("The army is working on a military base near Gao.", "under_way"),
    # left
    "pulled men out": ("The mission pulled its officers out of three army outposts near Gao on Monday.", "withdrawn"),
    "recalled from": ("The army recalled its soldiers from the observation post at Gao.", "withdrawn"),
    "vacated": ("Six military posts near Gao have been vacated.", "withdrawn"),
    "gave up": ("French troops have given up their base at Gao.", "withdrawn"),
    "the one they left": ("It was the last of the outposts near Gao that the army vacated in May.", "withdrawn"),
    "taken down": ("Soldiers tore down ten guard posts near Gao on Monday.", "dismantled"),
    "signed over": ("The combat outpost at Gao was signed over to the Malian army on Monday.", "handed_over"),
    # changed
    "more men": ("Military reinforcements were sent to the army outpost at Gao.", "reinforced"),
    "extra platoon": ("The army outpost at Gao has been given an extra platoon.", "reinforced"),
    "sent a company": ("The force sent 60 rangers and two armoured cars to its base at Gao.", "reinforced"),
    # attacked
    "came under fire": ("An army post near Gao came under grenade attack on Monday.", "attacked"),
    "fell to": ("The army base at Gao fell to rebels on Monday.", "attacked"),
    "burst into": ("Gunmen burst into the army camp at Gao before dawn.", "attacked"),
    "stormed by": ("The garrison at Gao, stormed before dawn by rebels, is silent.", "attacked"),
}

# one verb of each class in each frame of a sentence; the lead says who is at war
FRAMES = {
    "passive since": ("The army outpost near Gao has since been {participle}.",),
    "passive with a day between": ("The army outpost near Gao was on Tuesday evening hurriedly {participle}.",),
    "between commas": ("The army outpost at Gao, {participle} on Tuesday, lies above the river.",),
    "relative with a doer": ("The army outpost at Gao, which {doer} {past} on Tuesday, lies above the river.",),
    "participle with an agent": ("Smoke rose from the army outpost near Gao {participle} by {doer}.",),
    "of so many": ("Of the five army outposts around Gao, two were {participle} on Tuesday.",),
    "meant by it": ("The army outpost has stood above Gao for years. On Tuesday it was {participle}.",),
    "having done": ("After {ing} the army outpost at Gao, {doer} moved north.",),
    "managed": ("The war goes on. {doer} managed to {base} the army outpost at Gao.",),
}
CLASSES = {
    "withdrawn": ("vacate", "Malian soldiers"),
    "dismantled": ("demolish", "Malian soldiers"),
    "attacked": ("ransack", "jihadist fighters"),
    "reinforced": ("strengthen", "Malian soldiers"),
}

SILENT = {
    "ground held": "Fighters attacked rebel positions near Gao.",
    "garrison of men": "The town is held by a garrison of 400 men, the general said.",
    "heritage": "Volunteers have rebuilt the Roman watchtower above the river.",
    "votes": "Election observers set up 200 observation posts at polling stations.",
    "nature": "Eleven observation points have been opened to watch the locusts.",
    "dockers": "Dockers on strike put up a roadblock at the port.",
    "long ago": "The fleet bombarded the fort and the army base in the summer of 1781.",
    "drill": "In the exercise, soldiers stormed an army outpost and blew up a bridge.",
}


@lru_cache(maxsize=1)
def reader():
    """The rules alone: these are their promises."""
    return build_reader(ExtractSettings(extract_tagger="lexicon"))


def posts(text):
    return [claim for claim in reader().read_article(clean(text)) if claim.kind == "post"]


@pytest.mark.parametrize(("text", "action"), TOLD.values(), ids=TOLD.keys())
def test_what_happens_to_a_post_is_told_in_many_words(text, action):
    assert [claim.action.value for claim in posts(text)] == [action]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("action", CLASSES)
def test_a_verb_is_read_in_every_frame(action, frame):
    verb, doer = CLASSES[action]
    forms = inflect(verb, {})
    (text,) = FRAMES[frame]
    text = text.format(doer=doer, past=forms.past, participle=forms.participle, ing=forms.ing, base=forms.base)
    assert [claim.action.value for claim in posts(text)] == [action]


@pytest.mark.parametrize(
    "text",
    [
        "The minister ordered the Malian army to vacate its outpost at Gao.",
        "The Malian army is considering closing its outpost at Gao.",
        "The army outpost at Gao is to be torn down by June.",
    ],
)
def test_a_leaving_that_is_only_meant_is_planned(text):
    assert [claim.realis.value for claim in posts(text)] == ["planned"]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("French troops turned the army outpost at Gao over to Malian soldiers on Monday.", "handed_over"),
        ("Rebels set the army outpost at Gao alight on Monday.", "attacked"),
        ("Malian soldiers tore their old watchtower at Gao down on Monday.", "dismantled"),
    ],
)
def test_a_particle_behind_the_post_belongs_to_its_verb(text, action):
    assert [claim.action.value for claim in posts(text)] == [action]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        (
            "The army base near Gao, one of two that guard the road to the border, fell to jihadists on Monday.",
            "attacked",
        ),
        ("The army post near Gao was the object of a simultaneous attack by armed men on Monday.", "attacked"),
        ("The army outpost at Gao was handed to the 111 Brigade on Monday.", "handed_over"),
        ("Rebels seized the army's Nam Tol Kha hill camp near Gao on Monday.", "attacked"),
        ("Jihadists tried on Monday to take the army camp at Gao.", "attacked"),
    ],
)
def test_a_post_is_told_with_more_words_between(text, action):
    assert [claim.action.value for claim in posts(text)] == [action]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Two army outposts near Gao have begun work.", "established"),
        ("Jihadists forced soldiers out of the army outpost near Gao.", "attacked"),
        ("Malian soldiers slept in an army outpost they had evacuated in May.", "withdrawn"),
        ("The army checkpoints on the road to Gao are gone.", "withdrawn"),
        ("Malian soldiers no longer man the checkpoint near Gao.", "withdrawn"),
    ],
)
def test_a_deed_is_told_by_what_is_so_since(text, action):
    assert [claim.action.value for claim in posts(text)] == [action]


def test_those_driven_out_of_a_base_are_not_those_who_left_it():
    assert posts("Soldiers cleared the airbase of looters on Monday.") == []


def test_a_plan_that_was_shelved_is_no_plan():
    assert posts("A plan for an army outpost at Gao has been shelved for want of money.") == []


def test_a_road_that_is_shut_is_no_post_that_is_shut():
    assert posts("Malian soldiers shut the road past the army outpost near Gao.") == []


def test_it_is_the_convoy_that_was_hit_and_not_the_post_of_the_sentence_before():
    text = "The army wanted an outpost at Gao. On Tuesday the convoy withdrew after it was hit by a mine."
    assert "attacked" not in [claim.action.value for claim in posts(text)]


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_only_looks_like_a_post_gives_no_claim(text):
    assert posts(text) == []


def test_a_post_that_moved_is_left_at_one_site_and_set_up_at_the_other():
    left, new = posts("On Monday the French army moved one of its observation posts from Gao to Kidal.")
    assert (left.action.value, [p.text for p in left.places]) == ("relocated", ["Gao"])
    assert (new.action.value, [p.text for p in new.places]) == ("established", ["Kidal"])


def test_a_stock_without_a_site_belongs_to_the_zone_its_sentence_names():
    text = (
        "Turkish forces set up two military points in Binnish on Sunday. "
        "This brings the number of Turkish points in the “de-escalation” zone to 49."
    )
    stock = posts(text)[-1]
    assert [p.name for p in stock.places] == ["de-escalation zone"]
    assert stock.places[0].gazetteer_id is None


def test_two_leaders_who_agree_are_both_parties():
    text = (
        "Turkey's President Kemal Orhan and his Russian counterpart Oleg Vasin agreed to establish observation posts "
        "in Idlib governorate."
    )
    (claim,) = posts(text)
    assert {a.actor_id for a in claim.actors} == {"TUR", "RUS"}


def test_a_number_alone_stands_for_posts_spoken_of_before():
    text = "Kenya will build twelve military camps near Garissa. Four have been completed so far."
    assert [c.action.value for c in posts(text)] == ["planned", "established"]


def test_a_form_with_choices_stands_for_every_wording():
    forms = read_lexicon("phrases")["posts"]["P"]["observation_post"]
    assert {"observation post", "monitoring points", "lookout tower"} <= set(forms)
    assert not any("{" in form for form in forms)


def test_a_post_without_a_known_holder_has_no_actor():
    (claim,) = posts("Gunmen burst into a checkpoint near Gao and fired at the guards.")
    assert claim.actor is None


def test_two_sites_of_one_verb_are_two_posts():
    found = posts("The army had set up an outpost at Kati on Monday and another at Banamba.")
    assert [(c.action.value, c.places[0].text) for c in found] == [("established", "Kati"), ("established", "Banamba")]


def test_the_month_of_may_is_no_intent():
    (post,) = posts("On 22 May the army established its twelfth and last observation post near Gao.")
    assert (post.action.value, [n.best for n in post.numbers]) == ("established", [12])


def test_those_who_move_into_two_of_them_have_two():
    _, new = posts("The army has left four outposts near Gao. Rebels have moved into two of them.")
    assert (new.action.value, new.numbers[0].best) == ("established", 2)


def test_an_old_year_said_of_a_base_does_not_make_its_reopening_old():
    (post,) = posts("The army base near Gao, closed in 1982 after forty years, has been reopened by the army.")
    assert post.action.value == "established"


def test_posts_that_are_left_standing_were_not_left():
    assert posts("About 150 guard posts of the army were left, against 60 of the rebels.") == []


def test_posts_that_are_kept_are_not_set_up():
    text = "The five army outposts, built on hills near Gao, would be kept until further notice, the army said."
    assert [c.action.value for c in posts(text)] != ["established"]


def test_a_post_of_nurses_stays_one_when_it_is_only_called_the_post():
    text = "A medical outpost with two nurses near Gao has won a prize. The outpost was set up in May for the farmers."
    assert posts(text) == []
