"""The key under which all merging happens.

Whatever tells of one happening must meet: a raid on a border told for either country, a village no gazetteer knows, a
claim that names only a country, and the same claim once its place is known better. Any cut of the world into areas has
borders, so there is none: claims, and decisions of people about them, travel under one key and meet in one partition.
Source: decision record 0070.
"""

__all__ = ["MERGE_KEY"]

MERGE_KEY = "world"
"""Message key of claims and of decisions about events."""
