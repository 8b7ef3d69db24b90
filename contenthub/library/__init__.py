"""Assets: intake, renditions, products, finding, trash and usage."""
