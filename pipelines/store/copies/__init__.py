"""Copies, versions, quotations and series across bulletins."""
