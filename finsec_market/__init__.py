"""The project: settings, addresses, processes. Loading it makes the Celery application known."""
