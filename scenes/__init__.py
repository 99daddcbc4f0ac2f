"""One file per chapter of the lecture; see assets/captions for the words."""
