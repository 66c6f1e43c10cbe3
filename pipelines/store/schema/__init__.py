"""The tables, how values stand in them, and the views that analysts use."""
