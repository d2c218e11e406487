"""Payment flows between accounts: see docs/algorithms/payment-flows.md."""
