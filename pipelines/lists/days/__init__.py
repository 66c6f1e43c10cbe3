"""The day of a row: which of its texts says it, in which order of year, month and day, and where else it stands."""
