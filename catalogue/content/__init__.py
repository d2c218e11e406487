"""The files of the first catalogue: read and checked here, stored by the services."""
