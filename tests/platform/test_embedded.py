"""The embedded engines: they start, keep what they hold, end with their starter, and say clearly why they cannot."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import boto3
import psycopg2
import pytest
import redis

from finsec_market.embedded import EngineError, start_engines
from finsec_market.embedded.children import Child, Command
from finsec_market.embedded.errors import InUseError
from finsec_market.embedded.ports import free_ports

PROJECT = Path(__file__).resolve().parents[2]
EVERYTHING = {
    "DATABASE_URL": "postgres://elsewhere/a",
    "REDIS_URL": "redis://elsewhere",
    "S3_ENDPOINT_URL": "http://elsewhere",
}


def given_all_but(*names):
    return {name: value for name, value in EVERYTHING.items() if name not in names}


def start(root, *missing, **more):
    return start_engines(root, only_missing_from=given_all_but(*missing) | more, ports="free", durable=False)


def ask(environment, statement, variable="DATABASE_URL"):
    connection = psycopg2.connect(environment[variable])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def bucket(environment):
    return boto3.resource(
        "s3",
        endpoint_url=environment["S3_ENDPOINT_URL"],
        region_name=environment["S3_REGION"],
        aws_access_key_id=environment["S3_ACCESS_KEY"],
        aws_secret_access_key=environment["S3_SECRET_KEY"],
    ).Bucket(environment["S3_BUCKET"])


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    # A child of a killed starter may stay as a dead entry where the machine has no process that collects them.
    return state != "Z"


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.05)


@pytest.mark.faults
def test_variables_meant_for_the_market_do_not_confuse_an_engine(tmp_path, monkeypatch):
    for name, value in {"DEBUG": "off", "PORT": "8000", "IP": "nowhere"}.items():
        monkeypatch.setenv(name, value)

    with start(tmp_path, "S3_ENDPOINT_URL") as engines:
        assert engines.processes["store"].is_running


def test_all_engines_start_keep_their_data_and_leave_no_process(tmp_path):
    with start_engines(tmp_path, only_missing_from={}, ports="free", durable=False) as engines:
        made = "CREATE EXTENSION pg_trgm; CREATE TABLE kept AS SELECT 'row' AS value"
        ask(engines.environment, made, "DATABASE_OWNER_URL")
        redis.Redis.from_url(engines.environment["REDIS_URL"]).set("kept", "key")
        bucket(engines.environment).put_object(Key="kept", Body=b"object")
        first = [child.pid for child in engines.processes.values()]

    assert len(first) == 3
    assert not any(is_alive(pid) for pid in first)

    with start_engines(tmp_path, only_missing_from={}, ports="free", durable=False) as engines:
        assert ask(engines.environment, "SELECT value FROM kept") == [("row",)]
        assert redis.Redis.from_url(engines.environment["REDIS_URL"]).get("kept") == b"key"
        assert bucket(engines.environment).Object("kept").get()["Body"].read() == b"object"


@pytest.mark.faults
def test_market_is_no_superuser_and_strangers_need_a_password(tmp_path):
    with start(tmp_path, "DATABASE_URL") as engines:
        address = engines.environment["DATABASE_URL"]
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            rights = ask(engines.environment, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", variable)
            assert rights == [(False,)]
        user, rest = address.removeprefix("postgres://").split("@")

        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(f"postgres://{user.split(':')[0]}:wrong@{rest}")


@pytest.mark.faults
def test_engines_end_with_a_starter_that_is_killed_and_start_again(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from finsec_market.embedded import start_engines;"
        f"e = start_engines(Path({str(tmp_path)!r}), only_missing_from={given_all_but('DATABASE_URL', 'REDIS_URL')!r},"
        " ports='free', durable=False);"
        "print(*[c.pid for c in e.processes.values()], flush=True); time.sleep(600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in starter.stdout.readline().split()]
    assert len(pids) == 2

    starter.kill()
    starter.communicate()
    wait_for(lambda: not any(is_alive(pid) for pid in pids))
    # What a reboot leaves: the lock of a server whose process id a stranger has now.
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}/postgres\n")

    with start(tmp_path, "DATABASE_URL", "REDIS_URL") as engines:
        assert ask(engines.environment, "SELECT 1") == [(1,)]


@pytest.mark.faults
def test_one_engine_can_be_killed_and_started_again_at_its_address(tmp_path):
    with start(tmp_path, "REDIS_URL") as engines:
        client = redis.Redis.from_url(engines.environment["REDIS_URL"])
        client.set("kept", "key")
        time.sleep(0.1)

        engines.processes["redis"].kill()
        with pytest.raises(redis.ConnectionError):
            client.get("kept")
        engines.restart("redis")

        assert client.get("kept") == b"key"


def test_engines_that_the_environment_names_are_not_started(tmp_path):
    with start(tmp_path) as engines:
        assert engines.processes == {}
        assert engines.environment == {}


def test_address_in_a_secret_file_counts_as_given(tmp_path):
    given = given_all_but("DATABASE_URL") | {"DATABASE_URL_FILE": "/run/secrets/database_url"}

    with start_engines(tmp_path, only_missing_from=given, ports="free") as engines:
        assert engines.processes == {}


def test_passwords_are_random_and_readable_by_their_owner_only(tmp_path):
    for root in (tmp_path / "one", tmp_path / "two"):
        start(root, "REDIS_URL").stop()

    secrets = [next((root / "secrets").glob("redis*")) for root in (tmp_path / "one", tmp_path / "two")]
    assert secrets[0].read_text() != secrets[1].read_text()
    assert [path.stat().st_mode & 0o777 for path in secrets] == [0o600, 0o600]


def test_port_in_use_is_named_with_the_variable_that_changes_it(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        given = given_all_but("REDIS_URL") | {"REDIS_PORT": str(port)}
        with pytest.raises(EngineError, match=f"Port {port}, which Redis needs, is in use .* REDIS_PORT=NUMBER"):
            start_engines(tmp_path, only_missing_from=given, ports="fixed")


def test_free_ports_are_none_that_an_outgoing_connection_may_take():
    """PostgreSQL once found its free port taken by a connection that a test had opened between choice and start."""
    ports = free_ports(50)

    assert len(set(ports)) == 50
    assert max(ports) < 32_768


@pytest.mark.parametrize("value", ["http", "80", "70000", ""])
def test_port_that_is_none_is_refused(tmp_path, value):
    with pytest.raises(EngineError, match="REDIS_PORT must be a port number"):
        start_engines(tmp_path, only_missing_from=given_all_but("REDIS_URL") | {"REDIS_PORT": value}, ports="fixed")


def test_database_of_another_version_is_left_alone(tmp_path):
    version = tmp_path / "postgres" / "PG_VERSION"
    version.parent.mkdir()
    version.write_text("17\n")

    with pytest.raises(
        EngineError, match=r"is of PostgreSQL 17, this market brings PostgreSQL 18\. Nothing was changed"
    ):
        start(tmp_path, "DATABASE_URL")

    assert [path.name for path in version.parent.iterdir()] == ["PG_VERSION"]


def test_second_start_in_the_same_directory_is_refused(tmp_path):
    with start(tmp_path), pytest.raises(InUseError, match="already runs from"):
        start(tmp_path)

    start(tmp_path).stop()


def test_full_disk_is_told_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=2**20))

    with pytest.raises(EngineError, match=r"The disk of .* is full: 1 MB are free"):
        start(tmp_path, "REDIS_URL")


def test_directory_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "var").write_text("a file in its place")

    with pytest.raises(EngineError, match="cannot be written"):
        start(tmp_path / "var")


def test_program_that_ends_is_named_with_its_last_words(tmp_path):
    words = "import sys; sys.stderr.write('no room on the moon'); sys.exit(3)"
    child = Child("moon", tmp_path, Command("The moon base", [sys.executable, "-c", words]))
    child.start()

    with pytest.raises(EngineError, match=r"(?s)The moon base has ended with exit code 3.*no room on the moon"):
        child.wait_until(lambda: False)


def test_program_that_does_not_answer_in_time_is_named_and_can_be_ended(tmp_path):
    child = Child(
        "silence",
        tmp_path,
        Command("The silent part", [sys.executable, "-c", "import time; time.sleep(60)"], signal.SIGTERM),
    )
    child.start()

    with pytest.raises(EngineError, match="The silent part did not answer within 0 seconds"):
        child.wait_until(lambda: False, 0.1)
    child.stop()

    assert not child.is_running
