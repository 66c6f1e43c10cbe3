"""What was read out of a page: written, known again, marked as gone, asked for."""
