"""Bytes to text, text to paragraphs, paragraphs to fingerprints."""
