"""Holding: notices that wait for a digest, a window or the morning."""
