"""Entries that belong together stay in one record batch."""

from vedette.runtime.changelog import Changelog
from vedette.runtime.settings import ServiceSettings


def test_entries_fit_while_a_message_of_theirs_would():
    changelog = Changelog(ServiceSettings(max_message_bytes=100_000), client_id="x")
    assert changelog.fits([(b"key", b"x" * 80_000), (b"gone", None)])
    assert not changelog.fits([(b"key", b"x" * 60_000), (b"other", b"x" * 40_000)])
