"""Insurance claim fraud: see docs/algorithms/claim-fraud.md."""
