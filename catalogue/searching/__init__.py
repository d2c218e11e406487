"""From an address to the offerings it asks for, with the counts of every filter."""
