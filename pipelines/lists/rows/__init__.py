"""Every link of a page with what a reader sees of it: its title, its day, and what stands next to it in its row."""
