"""Which blocks of the body stay: each gets a verdict with its reason."""
