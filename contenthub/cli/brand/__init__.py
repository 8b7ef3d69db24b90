"""The demo brand: its people, material, words and thirty days of visitors."""
