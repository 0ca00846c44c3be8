"""Places: where names stand in a sentence, and which point on the map each one is."""
