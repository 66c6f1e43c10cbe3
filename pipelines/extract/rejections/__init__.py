"""Why a page has no bulletin."""
