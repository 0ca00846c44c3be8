"""When and where a claim happened, of the dates and places its text names."""

from vedette.extract.circumstances.when import When, own_dates, pick_date
from vedette.extract.circumstances.where import Where, pick_areas, pick_places, pick_wide

__all__ = ["When", "Where", "own_dates", "pick_areas", "pick_date", "pick_places", "pick_wide"]
