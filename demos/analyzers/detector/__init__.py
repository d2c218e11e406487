"""A label-free detector for tables of numbers and categories that says what drives a score."""

from demos.analyzers.detector.attribution import Attribution, attribute
from demos.analyzers.detector.columns import CategoryColumn, Column, NumberColumn, as_text
from demos.analyzers.detector.model import Detector, Judgement, fit_detector

__all__ = [
    "Attribution",
    "CategoryColumn",
    "Column",
    "Detector",
    "Judgement",
    "NumberColumn",
    "as_text",
    "attribute",
    "fit_detector",
]
