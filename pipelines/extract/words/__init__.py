"""What lines of a page say, known by their words alone: dates, and what pages write around a body."""
