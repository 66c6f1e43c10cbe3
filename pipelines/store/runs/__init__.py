"""Runs: what each changed, counted and recorded."""
