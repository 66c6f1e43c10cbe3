"""Lists that are no page: feeds, the answers of endpoints, what a source describes."""
