"""Lines and tables that name a field or a day, wherever on the page they stand."""
