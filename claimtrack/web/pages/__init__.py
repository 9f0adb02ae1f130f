"""Pages for people: each handler parses, asks one service, and renders."""
