"""What runs inside the child process. Nobody but `imaging.child` (and tests) imports from here."""
