"""Machine and network log anomalies: see docs/algorithms/log-anomalies.md."""
