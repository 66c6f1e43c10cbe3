"""Rows as values, in JSON or in a script: which key holds the address, the title and the day."""
