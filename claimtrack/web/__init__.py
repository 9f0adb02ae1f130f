"""The door for browsers and programs: pages and API."""
