"""Fraud in card and account payments at terminals or counterparties."""

from demos.analyzers.payments.model import PaymentFraud

ANALYZER = PaymentFraud()

__all__ = ["ANALYZER", "PaymentFraud"]
