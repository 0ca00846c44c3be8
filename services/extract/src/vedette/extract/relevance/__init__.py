"""Relevance: whether it is war."""
