"""The stages measured on labelled files."""
