"""What people and visitors have saved: their list, its notes and order, and the address that shows it to others."""
