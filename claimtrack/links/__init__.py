"""Appearances to typed, explained matches: candidates, comparison, decision, events."""
