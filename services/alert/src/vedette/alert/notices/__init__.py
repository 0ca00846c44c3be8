"""Notices: is it news, and in which words."""
