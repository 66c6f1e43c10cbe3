"""A visit held against what was known of its address: a revision, a figure that changes by itself, another page."""
