"""What the people of a provider fill in."""
