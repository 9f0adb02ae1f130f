"""States, ratings and the rules of evidence."""
