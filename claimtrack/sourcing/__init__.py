"""Appearances to comparison: who has it from whom, how many independent sources, figures over time."""
