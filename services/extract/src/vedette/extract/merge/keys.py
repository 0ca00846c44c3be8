"""The key under which all that is merged stands.

Whatever tells of one happening must meet: a raid on a border told for either country, a village no gazetteer knows, a
claim that names only a country, and the same claim once its place is known better. Any cut of the world into areas has
borders, so there is none: claims, and decisions of people about them, meet in the one partition of their topics, and
all state stands under one key.
Source: decision record 0070.
"""

__all__ = ["MERGE_KEY"]

MERGE_KEY = "world"
"""Key of all state of merging, and of messages that decide about events."""
