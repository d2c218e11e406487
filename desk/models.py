"""What the desk keeps: sums of a day, without anybody in them."""
