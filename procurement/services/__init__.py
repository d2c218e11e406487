"""Every write of the app, each authorised here and nowhere else."""
