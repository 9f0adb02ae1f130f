"""claimtrack: articles in, linked and compared claims out.

The folders are the data's path: ``articles`` (page to text), ``claims`` (text to appearances), ``embeddings`` (text to
vector), ``links`` (appearances to typed matches), ``sourcing`` (who has it from whom), ``verification`` (states and
ratings), ``rechecks`` (what changed since). ``db`` holds the only SQL, ``services`` what a checker can ask, and the
doors are ``web``, ``cli`` and ``jobs``.
"""

__version__ = "0.1.0"
