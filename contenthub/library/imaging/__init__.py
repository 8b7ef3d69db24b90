"""Pictures: what a file is, its renditions, its posters. The only door to PIL, and PIL only ever runs in a child process."""
