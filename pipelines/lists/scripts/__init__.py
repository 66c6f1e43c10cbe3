"""What scripts write, open and reckon, read and not run."""
