"""Work done later, behind one Protocol; the queue is chosen by URL."""
