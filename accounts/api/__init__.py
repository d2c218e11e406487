"""What every endpoint of the API asks of a token."""
