"""Tables' base, the engine and the unit of work."""
