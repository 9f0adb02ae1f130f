"""The door for browsers and programs: pages and the JSON API on Litestar."""
