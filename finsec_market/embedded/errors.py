"""The one error of the embedded mode: a sentence that tells its reader what to do."""


class EngineError(Exception):
    """A part could not be started or has stopped. The message is written for the person at the terminal."""


class InUseError(EngineError):
    """Another process holds the directory."""
