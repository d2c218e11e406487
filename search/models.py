"""The index. Triggers write it; nothing else does, but for pages that have no table."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One thing in one language. Its column ``words`` is generated and known to the database only."""

    source = models.CharField(max_length=40)
    object = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    title = models.TextField()
    summary = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "object", "language"], name="one_document_a_language")]

    def __str__(self) -> str:
        return f"{self.source} {self.key} ({self.language})"


class Word(models.Model):
    """A word that some text has or had: what typing errors and beginnings are compared with."""

    language = models.CharField(max_length=2)
    word = models.CharField(max_length=40, db_collation="C")  # small letters without accents
    shown = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="one_word_a_language")]

    def __str__(self) -> str:
        return self.word


class Suggestion(models.Model):
    """A title from one of its words on, so that the beginning of any word finds it."""

    document = models.ForeignKey(Document, models.DO_NOTHING, db_constraint=False, related_name="+")
    language = models.CharField(max_length=2)
    entry = models.CharField(max_length=80, db_collation="C")
    position = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["language", "entry"], name="suggestion_by_beginning")]

    def __str__(self) -> str:
        return self.entry
