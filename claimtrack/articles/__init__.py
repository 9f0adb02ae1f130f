"""URL or bytes in; an article's text and what its page says about it out."""
