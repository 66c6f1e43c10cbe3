"""`python -m bulletins` is `bulletins`."""

from bulletins.cli.main import main

main()
