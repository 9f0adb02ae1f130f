"""Tests of the article stage."""
