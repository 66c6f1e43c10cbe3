"""A module a page. Each reads the store in a thread, so that nobody waits for another's figures."""
