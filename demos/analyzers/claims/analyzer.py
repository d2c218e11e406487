"""Insurance claim fraud."""

from demos.analyzers.claims.model import ClaimFraud, ClaimModel

ANALYZER = ClaimFraud()

__all__ = ["ANALYZER", "ClaimFraud", "ClaimModel"]
