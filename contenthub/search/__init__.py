"""Matching and ranking of ids behind one Protocol, with one analyser for every engine."""
