"""The work of reviewers in the administration: the queue, one submission, and many at once."""
