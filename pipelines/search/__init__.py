"""Search in Chinese: how texts and queries are folded, and what a query asks of the index."""
