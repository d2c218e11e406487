"""Many offerings from one file: read in a limited child, checked by the model's own rules, stored in batches."""
