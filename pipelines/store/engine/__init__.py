"""Opening, transactions, errors: what every part of the store stands on."""
