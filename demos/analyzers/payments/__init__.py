"""Fraud in card and account payments: see docs/algorithms/payment-fraud.md."""
