"""Which links of a page are the rows of its own list, and which those of other columns."""
