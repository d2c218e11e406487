"""Figures of offerings: counted, summed by day, and shown so that they tell of groups only (decision 0032)."""
