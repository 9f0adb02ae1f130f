"""What the articles around stored claims are recognised by."""

from collections.abc import Iterable

from sqlmodel import Session

from claimtrack.db.lookup import openings
from claimtrack.links.story import STORY_CHARS, Story, story_of


def stories_of(session: Session, version_ids: Iterable[int]) -> dict[int, Story]:
    """The story of each article version, by version."""
    return {found: story_of(text) for found, text in openings(session, version_ids, chars=STORY_CHARS).items()}
