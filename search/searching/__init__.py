"""From what a reader writes to the hits that it finds, and why each was found."""
