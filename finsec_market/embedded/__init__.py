"""PostgreSQL, Redis and an S3 store from wheels, as child processes under var/, for machines without Docker."""

from finsec_market.embedded.engines import Engines, start_engines
from finsec_market.embedded.errors import EngineError

__all__ = ["EngineError", "Engines", "start_engines"]
