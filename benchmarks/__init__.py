"""What is measured: each module has `run() -> list[Row]`, and is run by `make bench`."""
