"""An invented newsroom, its story and the chrome around it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from vedette.schemas import Hints, RawArticle

HEADLINE = "Army builds two observation posts above the Orlen valley"
STORY = [
    "The northern army has set up two observation posts on the ridge above the Orlen valley, the governor of "
    "Teral said on "
    "Tuesday, three weeks after both sides agreed to pull their artillery back.",
    "Residents of the village of Kasra told the Teral Courier that bulldozers and about a dozen lorries "
    "carrying concrete "
    "blocks arrived before dawn and that the road to the mill was closed until noon.",
    "“We heard the engines and thought the shelling would start again,” said Ilma Doran, who keeps a bakery "
    "on the square. "
    "“Then we saw that they were only building.”",
    "The governor said that the two posts would be manned by forty soldiers and that a third was planned "
    "near the quarry, "
    "but gave no day. A spokesman for the southern command called the works a breach of the agreement.",
    "At least six civilians were killed in the valley in the spring, when shells hit the market of Kasra. "
    "Talks between the "
    "two commands are to go on next week in the lakeside town of Meren.",
]
COMMENTS = [
    "They will never leave that ridge, mark my words. My uncle saw fifty tanks there last year and nobody "
    "wrote a line about it.",
    "Nice article, thanks. I also think you should ask who paid for all that concrete.",
    "Earn up to $97/h from home, I bought a car after five weeks >>> http://easy-jobs.example/go ♥♥♥♥ join ♥♥♥♥",
    "Another twenty dead in the valley yesterday and the governor talks about bakeries, you cannot make this up.",
]
NOTE = (
    "Tomas Velling is a freelance journalist and the author of two books on mountain warfare. He lives in Meren "
    "with his dog."
)


@pytest.fixture
def headline() -> str:
    return HEADLINE


@pytest.fixture
def story() -> list[str]:
    return list(STORY)


@pytest.fixture
def comments() -> list[str]:
    return list(COMMENTS)


@pytest.fixture
def note() -> str:
    return NOTE


@pytest.fixture
def raw() -> Callable[..., RawArticle]:
    """Build a raw article; only what matters need be told."""

    def build(
        body: str | None = None, *, base64: str | None = None, hints: Hints | None = None, **told: object
    ) -> RawArticle:
        fields = {
            "article_id": "a1",
            "source_id": "push",
            "fetched_at": datetime(2024, 5, 16, 9, 30, tzinfo=UTC),
            "content_type": "text/html",
            "body": body,
            "body_base64": base64,
            "hints": hints or Hints(),
        }
        return RawArticle(**{**fields, **told})

    return build


@pytest.fixture
def page() -> Callable[..., str]:
    """Build a news page: menu, share bar, story, author note, related links, comments, footer."""

    def build(
        *,
        story: list[str] = STORY,
        head: str = "",
        comments: list[str] = COMMENTS,
        title: str = f"{HEADLINE} | Teral Courier",
    ) -> str:
        paragraphs = "\n".join(f"<p>{text}</p>" for text in story)
        remarks = "\n".join(
            f'<li class="comment"><b>reader{n}</b><p>{text}</p><a href="#">Reply</a></li>'
            for n, text in enumerate(comments)
        )
        return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:site_name" content="Teral Courier">{head}<script>var tracker = {{"a": "<p>not
text</p>"}};</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a
href="/sport">Sport</a></li></ul></nav>
<header><h1>{HEADLINE}</h1><div class="share"><a href="#">Share on Facebook</a> <a href="#">Tweet</a></div></header>
<article><div class="entry-content">{paragraphs}</div></article>
<div class="author-box"><h4>About the author</h4><p>{NOTE}</p></div>
<aside><h3>Related stories</h3><ul><li><a href="/1">Bridge at Meren opens after two years</a></li><li><a
href="/2">Wheat prices fall again</a></li></ul></aside>
<section id="comments" class="comments-area"><h3>{len(comments)} Comments</h3><ol class="comment-list">{remarks}</ol>
<form id="commentform"><h3>Leave a Reply</h3><p>Your email address will not be published. Required fields are marked
*</p><textarea></textarea></form></section>
<footer><p>© 2024 Teral Courier. All rights reserved.</p></footer></body></html>"""

    return build
