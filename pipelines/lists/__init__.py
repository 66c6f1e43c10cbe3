"""A list page, whatever it can be -> the articles it leads to and what to ask for next. Pure."""
