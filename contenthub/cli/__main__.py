"""`python -m contenthub.cli` is `contenthub`."""

from contenthub.cli import main

main()
