"""When a page is looked at again, and what changed on it."""
