"""The demo's stories as the manifest tells them: newsrooms, pages, and who must hear of what."""

from datetime import datetime
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from vedette.schemas import MsgType, PostAction

__all__ = ["FOLDER", "ExpectedNotice", "Newsroom", "Story", "Storybook", "load_storybook"]

FOLDER = Path(__file__).parent / "stories"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Newsroom(_Row):
    """A publisher of the demo."""

    name: str = Field(description="Shown to subscribers.")
    feed: Literal["rss", "atom"] = Field(description="Kind of its feed.")


class ExpectedNotice(_Row):
    """A notice that must arrive."""

    to: str = Field(description="Subscriber id.")
    type: MsgType = Field(description="Alert, Update or Cancel.")
    place: str = Field(description="Place named in the event.")
    state: PostAction | None = Field(default=None, description="State of the post.")
    killed: int | None = Field(default=None, description="Dead, as shown.")
    was: int | None = Field(default=None, description="Dead, as shown in the notice before.")
    says: str | None = Field(default=None, description="Words among the changes.")

    def in_words(self) -> str:
        """Return it as a person says it: `Update to bob: Ariha, killed 6 (was 2)`."""
        parts = [self.state.value if self.state else "", f"killed {self.killed}" if self.killed is not None else ""]
        told = ", ".join(part for part in (self.place, *parts) if part)
        return f"{self.type.value} to {self.to}: {told}" + (f" (was {self.was})" if self.was is not None else "")


class ExpectedReading(_Row):
    """A claim the page must be read as."""

    kind: Literal["post", "casualty"]
    action: PostAction | None = None
    delta: int | None = None
    stock: int | None = None
    places: list[str] = []
    claimant: str | None = None
    killed: int | None = None
    injured: int | None = None
    scope: str = "incident"
    cause: str | None = None


class Expectation(_Row):
    """What must become of a story."""

    reads: list[ExpectedReading] = Field(default=[], description="Claims it must be read as; none means no news.")
    never: list[str] = Field(default=[], description="Words that must not stand in the cleaned text.")
    notices: list[ExpectedNotice] = Field(default=[], description="Notices it must cause.")
    because: str | None = Field(default=None, description="Why nobody hears of it.")

    @model_validator(mode="after")
    def _told_or_explained(self) -> Self:
        if bool(self.notices) == bool(self.because):
            msg = "a story either causes notices or says why it causes none"
            raise ValueError(msg)
        return self


class Story(_Row):
    """One page at one moment."""

    id: str
    newsroom: str
    revises: str | None = Field(default=None, description="Story whose page this one replaces.")
    shows: str = Field(description="What the story is in the demo for.")
    page: str = Field(description="File below `pages`.")
    path: str = Field(description="Path of its address.")
    title: str
    published_at: AwareDatetime
    updated_at: AwareDatetime | None = None
    expect: Expectation

    @property
    def known_at(self) -> datetime:
        """Return when this text came out."""
        return self.updated_at or self.published_at

    def html(self, folder: Path = FOLDER) -> str:
        """Return the page."""
        return (folder / "pages" / self.page).read_text(encoding="utf-8")


class Storybook(_Row):
    """All stories, in the order they come out."""

    newsrooms: dict[str, Newsroom]
    stories: list[Story]

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        earlier: set[str] = set()
        for story in self.stories:
            if story.newsroom not in self.newsrooms:
                msg = f"story {story.id}: no newsroom {story.newsroom!r}"
                raise ValueError(msg)
            if story.revises is not None and story.revises not in earlier:
                msg = f"story {story.id}: revises {story.revises!r}, which does not come before it"
                raise ValueError(msg)
            earlier.add(story.id)
        return self

    def expected(self) -> list[ExpectedNotice]:
        """Return every notice that must arrive, in the order of the stories."""
        return [notice for story in self.stories for notice in story.expect.notices]


def load_storybook(folder: Path = FOLDER) -> Storybook:
    """Return the stories of a folder. Raises: `pydantic.ValidationError`, `OSError`."""
    return Storybook.model_validate(yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8")))
