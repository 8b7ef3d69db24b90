"""Scripts for those who build and change the product."""
