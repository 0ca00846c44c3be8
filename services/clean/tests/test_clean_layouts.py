"""Promises over layouts and languages: no remark of a reader stays, no sentence of the news goes."""

import pytest

from vedette.clean.steps import clean_article

HEAD = "Army builds two posts above Orlen"
NEWS = [
    "The northern army has set up two observation posts on the ridge above the Orlen valley, the governor of Teral "
    "said on Tuesday.",
    "Residents of Kasra said bulldozers and about a dozen lorries carrying concrete blocks arrived before dawn and the "
    "road to the mill was closed.",
    "The governor said that the two posts would be manned by forty soldiers and that a third was planned "
    "near the quarry.",
]
MENU = ["Home", "News", "Sport"]

SECTIONS = {
    "a blog with says-lines": (
        ["Share this:", "Like Loading...", f"2 thoughts on “{HEAD}”", "hilda77 says:", "May 15, 2024 at 3:10 am"],
        "Forty? My cousin counted at least two hundred soldiers there, and 30 were killed last week.",
    ),
    "a newsletter": (
        [
            "Thanks for reading Lake Letters! Subscribe for free to receive new posts and support my work.",
            *("12 Likes", "Discussion about this post", "Comments", "Marta P", "May 15", "Liked by Jon Abel"),
        ],
        "Excellent as always. I heard that 60 men died at the quarry.",
    ),
    "an old blog": (
        ["Posted by Jon at 9:14 PM", "Email This", "BlogThis!", "2 comments:", "Anonymous", "May 15, 2024 at 1:11 AM"],
        "Why do you never write about the 45 people killed on the other bank?",
    ),
    "names and ages without an opening line": (
        ["Peter G", "2 hours ago", "You people never learn, I told you so last year.", "Anna", "3 hours ago"],
        "I agree with Peter, so sad for the families of those 20 men.",
    ),
}


def text_of(raw, lines):
    return clean_article(raw("\n".join(lines), content_type="text/plain")).text


@pytest.mark.parametrize("kind", SECTIONS)
def test_no_remark_of_a_reader_stays(raw, kind):
    above, remark = SECTIONS[kind]
    text = text_of(raw, [*MENU, HEAD, *NEWS, *above, remark, "Reply", "© 2024 Lake Herald"])
    assert all(sentence in text for sentence in NEWS)
    assert remark not in text
    assert "Subscribe for free" not in text


LANGUAGES = {
    "Arabic": (
        ["الرئيسية", "أخبار", "رياضة", "الجيش ينشئ نقطتي مراقبة فوق وادي أورلين", "14 مايو 2024"],
        [
            "قال محافظ تيرال يوم الثلاثاء إن الجيش الشمالي أنشأ نقطتي مراقبة على التلة المطلة على "
            "وادي أورلين بعد ثلاثة أسابيع من الاتفاق.",
            "وقال سكان قرية كسرى إن جرافات ونحو عشر شاحنات تحمل كتلا خرسانية وصلت قبل الفجر وأغلقت "
            "الطريق المؤدية إلى المطحنة.",
            "قتل ستة مدنيين على الأقل في الربيع عندما أصابت القذائف سوق القرية.",
        ],
        [
            "شارك",
            "التعليقات",
            "محمد",
            "كذب، أنا أعرف أن خمسين جنديا قتلوا هناك ولم يكتب أحد عنهم شيئا.",
            "رد",
            "اقرأ أيضا",
        ],
    ),
    "Russian": (
        ["Главная", "Новости", "Спорт", "Армия построила два наблюдательных поста над долиной Орлен", "14 мая 2024"],
        [
            "Северная армия установила два наблюдательных поста на хребте над долиной Орлен, сообщил "
            "губернатор Терала.",
            "Жители села Касра рассказали, что до рассвета прибыли бульдозеры и около десятка "
            "грузовиков с бетонными блоками.",
            "По меньшей мере шесть мирных жителей погибли весной, когда снаряды попали в рынок.",
        ],
        [
            "Поделиться",
            "Комментарии (2)",
            "Василий",
            "Враньё, я сам видел там пятьдесят убитых солдат и никто не пишет.",
        ],
    ),
    "Ukrainian": (
        ["Головна", "Новини", "Спорт", "Армія збудувала два спостережні пости над долиною Орлен", "14 травня 2024"],
        [
            "Північна армія встановила два спостережні пости на хребті над долиною Орлен, повідомив губернатор Терала.",
            "Жителі села Касра розповіли, що до світанку прибули бульдозери та близько десятка вантажівок із блоками.",
            "Щонайменше шестеро цивільних загинули навесні, коли снаряди влучили в ринок.",
        ],
        ["Поділитися", "Коментарі", "Тарас", "Брехня, я знаю, що там загинуло багато солдатів і ніхто про це не пише."],
    ),
    "Turkish": (
        ["Ana Sayfa", "Gündem", "Spor", "Ordu Orlen vadisinin üstüne iki gözlem noktası kurdu", "14 Mayıs 2024"],
        [
            "Kuzey ordusu Orlen vadisine bakan sırtta iki gözlem noktası kurdu, Teral valisi salı günü açıkladı.",
            "Kasra köyünün sakinleri, şafaktan önce iş makinelerinin ve beton bloklar taşıyan on "
            "kamyonun geldiğini anlattı.",
            "İlkbaharda top mermileri pazara düştüğünde en az altı sivil öldü.",
        ],
        ["Paylaş", "Yorumlar", "Mehmet", "Yalan, ben orada elli askerin öldüğünü biliyorum, kimse yazmıyor."],
    ),
    "Spanish": (
        [
            "Inicio",
            "Mundo",
            "Deportes",
            "El ejército construye dos puestos sobre el valle de Orlen",
            "14 de mayo de 2024",
        ],
        [
            "El ejército del norte ha instalado dos puestos de observación en la cresta sobre el "
            "valle, dijo el gobernador.",
            "Vecinos de Kasra contaron que excavadoras y una docena de camiones con hormigón "
            "llegaron antes del amanecer.",
            "Al menos seis civiles murieron en primavera cuando unos proyectiles cayeron sobre el mercado.",
        ],
        [
            "Compartir",
            "Deja un comentario",
            "Luis M.",
            "Mentira, yo sé que murieron cincuenta soldados y nadie escribe nada.",
        ],
    ),
    "French": (
        ["Accueil", "Monde", "Sport", "L'armée construit deux postes au-dessus de la vallée d'Orlen", "14 mai 2024"],
        [
            "L'armée du nord a installé deux postes d'observation sur la crête au-dessus de la "
            "vallée, a déclaré le gouverneur.",
            "Des habitants de Kasra ont raconté que des bulldozers et une douzaine de camions "
            "étaient arrivés avant l'aube.",
            "Au moins six civils ont été tués au printemps lorsque des obus ont touché le marché.",
        ],
        [
            "Partager",
            "Laisser un commentaire",
            "Jean-Luc",
            "N'importe quoi, moi je sais que cinquante soldats sont morts.",
        ],
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_paragraph_stays_and_the_first_remark_goes(raw, language):
    above, story, below = LANGUAGES[language]
    article = clean_article(raw("\n".join([*above, *story, *below]), content_type="text/plain"))
    assert all(sentence in article.text for sentence in story)
    assert not any(line in article.text for line in below)
    assert article.title == above[3]
    assert article.published_at is not None
    assert article.published_at.date().isoformat() == "2024-05-14"


WHOLE = {
    "a brief of one sentence": ["Two soldiers were killed when a mine went off near Darun on Monday."],
    "a dateline and a sentence": ["KARVA (March 3) — Gunmen killed a village elder and his two sons late on Saturday."],
    "a list of incidents": [
        "War roundup: what happened overnight",
        "- Kharin: two killed",
        "- Soledra: three wounded, one house destroyed",
        "- Vasky district: five dead after a missile strike",
        "The figures come from regional governors.",
    ],
    "a live report": [
        "18:42 At least nine people were killed when a shell hit a queue for bread in Kasra, the mayor says.",
        "17:10 The army says it has withdrawn from the outpost on Hill 312.",
        "16:55 Sirens in Meren.",
    ],
    "an old wire in capitals": [
        "ORLEN, TERAL (WIRE) - GUERRILLAS AMBUSHED AN ARMY PATROL NEAR KASRA YESTERDAY, KILLING FOUR "
        "SOLDIERS AND A SERGEANT.",
        "THE DEFENSE MINISTRY SAID IN A COMMUNIQUE THAT TROOPS KILLED TWO OF THE ATTACKERS.",
        "SEVEN CIVILIANS WERE REPORTED WOUNDED.",
    ],
    "points above the story": [
        "* Army shells Kasra for a third day, killing at least 11 people",
        "* Observation post set up near the mill",
        NEWS[0],
        NEWS[1],
    ],
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_text_by_itself_loses_nothing(raw, kind):
    text = text_of(raw, WHOLE[kind])
    assert [line for line in WHOLE[kind] if line not in text] == []


def test_a_list_of_incidents_stays_inside_a_page(raw):
    items = [
        "• Kharin: two killed",
        "• Soledra: three wounded, one house destroyed",
        "• Vasky district: five dead in a strike",
    ]
    below = [
        "Related",
        "Wheat prices fall again",
        "Leave a Reply",
        "bigjoe",
        "They lie, I know of fifty dead in Kharin.",
    ]
    text = text_of(raw, [*MENU, "Share on Facebook", "War roundup", NEWS[0], *items, NEWS[2], *below])
    assert [item for item in items if item not in text] == []
    assert not any(line in text for line in below)


def test_the_entries_of_a_live_page_stay(raw):
    entries = [
        "At least nine people were killed when a shell hit a queue for bread in Kasra, the mayor says.",
        "The army says it has withdrawn from the outpost on Hill 312 after two days of shelling.",
        "Sirens in Meren.",
        "Two drones have been shot down over the lake, the regional command says in a statement.",
    ]
    lines = [line for hour, entry in enumerate(entries) for line in (f"{18 - hour}:42 BST", entry, "Share")]
    text = text_of(
        raw, ["Menu", *MENU, "Live: fighting around Orlen", "Key events", *lines, "Most viewed", "Why bakers love rye"]
    )
    assert [entry for entry in entries if entry not in text] == []
    assert "bakers" not in text


def test_a_witness_may_say_i(raw):
    said = ["“I saw twelve bodies on the road,” said Ilma Doran.", "I counted four craters myself, the mayor told us."]
    text = text_of(raw, [*MENU, HEAD, *NEWS, *said, "Share", "Leave a Reply"])
    assert all(line in text for line in said)


def test_a_word_broken_at_the_end_of_a_line_is_whole_again(raw):
    wrapped = """The northern army has set up two observation posts on the
ridge above the Orlen valley, the governor of Teral said
on Tuesday. Residents of Kasra said bulldozers and twenty-
two lorries carrying concrete blocks arrived before dawn and
the road to the mill was closed. At least six civil-
ians were killed in the valley in the spring."""
    text = text_of(raw, wrapped.split("\n"))
    assert "six civilians were killed" in text
    assert "twenty-two lorries" in text.replace("twenty- two", "twenty-two")
