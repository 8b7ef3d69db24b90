"""Pictures: what a file is, its renditions, its posters. The only door to PIL, which only runs in a child process."""
