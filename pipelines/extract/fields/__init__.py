"""What a page says about its article: day, issuer, numbers, attachments, next page."""
