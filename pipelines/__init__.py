"""The stages between a fetched page and the store: plain functions over frozen types.

models.py defines the types; clean.py states the order of the stages. Nothing here imports scrapy.
"""
