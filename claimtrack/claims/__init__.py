"""Article text in, claims with exact spans out."""
