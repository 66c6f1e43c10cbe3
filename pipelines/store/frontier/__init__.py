"""What is to be fetched: leases, crawl cycles, listings, hosts."""
