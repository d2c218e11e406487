"""Runs a command beside throw-away engines: `python -m finsec_market.embedded.within COMMAND [ARGUMENT ...]`.

For checks and tools that load the settings; engines that the environment names are used instead.
"""

import os
import subprocess
import sys

from finsec_market.embedded.engines import start_engines
from finsec_market.embedded.errors import EngineError
from finsec_market.embedded.services import PROJECT


def main(command: list[str]) -> int:
    try:
        with start_engines(PROJECT / "var" / "check", ports="free", durable=False) as engines:
            environment = {"SECRET_KEY": "for-checks-only-" + "x" * 50, **os.environ, **engines.environment}
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - as typed
    except EngineError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
