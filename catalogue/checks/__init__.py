"""What the market looks at by itself in a listing, by subject."""
