"""Fetching: the only package that imports scrapy."""
