"""Commands of `scrapy` that are ours (COMMANDS_MODULE in crawler/settings.py), found by the names of their modules."""
