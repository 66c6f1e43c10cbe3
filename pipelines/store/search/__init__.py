"""The search index and what answers a query."""
