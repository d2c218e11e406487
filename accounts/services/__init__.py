"""What may be done about people, by subject."""
