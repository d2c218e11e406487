"""What providers ask for: proposals, their states, who decides on them, and what is decided without anybody."""
