"""What was decided on the market, in numbers that are counted from the records whenever somebody asks."""
