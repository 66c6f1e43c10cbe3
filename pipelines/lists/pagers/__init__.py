"""What leads to the next page of a list, and what says that there is one."""
