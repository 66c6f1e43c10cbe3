"""Text -> text that can be parsed, and what parsing makes of it: tokens, elements, blocks."""
