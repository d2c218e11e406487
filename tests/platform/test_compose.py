"""docker-compose.yml and its files, read as Docker reads them: what they name must exist and fit together."""

import importlib
import importlib.util
import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from finsec_market.celery import app as celery_app

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
CADDYFILE = (PROJECT / "deploy" / "Caddyfile").read_text()
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("finsec-market")]
ENGINES = ["postgres", "redis-cache", "redis-queue", "store"]
ONLY_FOR_COMPOSE = {"SITE_HOST", "ADMINISTRATOR_EMAIL"}


def documented():
    return set(re.findall(r"^([A-Z][A-Z0-9_]*)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))


def read_by_settings():
    source = (PROJECT / "finsec_market" / "settings.py").read_text()
    return set(re.findall(r"""env\.\w+\(\s*["']([A-Z0-9_]+)["']""", source))


def command(name):
    default = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1]
    return SERVICES[name].get("command") or json.loads(default)


def option(words, name):
    return words[words.index(name) + 1]


def secret_names(service):
    return set(service.get("secrets", []))


def test_every_process_of_the_market_is_there():
    assert set(SERVICES) == {"balancer", "web1", "web2", "worker1", "worker2", "beat", "live", "migrate", *ENGINES}
    assert set(OURS) == {"web1", "web2", "worker1", "worker2", "beat", "live", "migrate"}


@pytest.mark.parametrize("name", OURS)
def test_command_names_what_exists(name):
    program, *words = command(name)

    if program == "sh":
        assert (PROJECT / words[0]).is_file()
    else:
        assert shutil.which(program, path=str(Path(sys.executable).parent))


@pytest.mark.parametrize("name", ["web1", "live"])
def test_served_application_can_be_imported(name):
    module, attribute = next(word for word in command(name) if ":" in word and "/" not in word).split(":")

    assert callable(getattr(importlib.import_module(module), attribute))


@pytest.mark.parametrize("name", ["worker1", "worker2", "beat"])
def test_celery_finds_its_application(name):
    assert option(command(name), "-A") == "finsec_market"
    assert celery_app.main == "finsec_market"


def test_scripts_call_commands_that_exist():
    called = re.findall(r"manage\.py (\w+)", (PROJECT / "deploy" / "release.sh").read_text())
    own = {path.stem for path in PROJECT.glob("*/management/commands/*.py")}

    assert called
    assert set(called) <= own | {"migrate"}


def test_mounted_files_exist():
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    sources = {mount.split(":")[0] for mount in mounts}

    assert all((PROJECT / source).is_file() for source in sources if source.startswith("./"))
    assert {source for source in sources if not source.startswith("./")} == set(COMPOSE["volumes"])
    assert all(mount.endswith(":ro") for mount in mounts if mount.startswith("./"))


def test_ports_agree_between_processes_health_checks_and_balancer():
    health = (PROJECT / "deploy" / "health.py").read_text()
    web = re.search(r'^bind = ".*:(\d+)"', (PROJECT / "deploy" / "gunicorn.conf.py").read_text(), re.MULTILINE)[1]
    live = option(command("live"), "--port")

    assert f'"web": {web}' in health
    assert f'"live": {live}' in health
    assert f"EXPOSE {web}" in DOCKERFILE
    assert f"reverse_proxy web1:{web} web2:{web}" in CADDYFILE
    assert f"reverse_proxy live:{live}" in CADDYFILE


def test_balancer_alone_is_published_at_the_ports_that_it_listens_on():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    inside = {mapping.split(":")[1] for mapping in published["balancer"]}

    assert set(published) == {"balancer"}
    assert inside == set(re.findall(r"https?_port (\d+)", CADDYFILE))
    assert option(SERVICES["balancer"]["healthcheck"]["test"], "127.0.0.1") in inside


def test_balancer_sends_streams_to_live_without_holding_them_back():
    streams = CADDYFILE.split("handle /live/*")[1].split("handle {")[0]

    assert "flush_interval -1" in streams
    assert SERVICES["live"]["environment"]["LIVE_URL"] == "/live/"


def test_addresses_of_the_engines_name_their_services_and_ports():
    script = (PROJECT / "deploy" / "make-secrets.sh").read_text()

    assert "@postgres:5432/finsec" in script
    assert "@redis-cache:6379/0" in script
    assert "@redis-queue:6379/0" in script
    assert SERVICES["web1"]["environment"]["S3_ENDPOINT_URL"] == "http://store:8333"
    assert "-s3.port=8333" in SERVICES["store"]["command"]
    assert ":8333/" in SERVICES["store"]["healthcheck"]["test"][-1]


def test_every_variable_is_known_and_every_known_one_is_documented():
    given = {name.removesuffix("_FILE") for name in SERVICES["web1"]["environment"]}
    asked_for = set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "docker-compose.yml").read_text()))

    assert given - read_by_settings() == {"ADMINISTRATOR_EMAIL"}
    assert read_by_settings() - documented() == set()
    assert asked_for <= documented()
    only_for_migrations = {"DATABASE_OWNER_URL"}
    made_by_run = {"PORT", "LIVE_PORT", "POSTGRES_PORT", "REDIS_PORT", "S3_PORT"}
    assert documented() - read_by_settings() == made_by_run | ONLY_FOR_COMPOSE | only_for_migrations


def test_only_migrations_get_the_password_of_the_owner_of_the_tables():
    assert [name for name in OURS if "database_owner_url" in secret_names(SERVICES[name])] == ["migrate"]
    assert [name for name in OURS if "DATABASE_OWNER_URL_FILE" in SERVICES[name]["environment"]] == ["migrate"]
    assert SERVICES["migrate"]["environment"].items() > SERVICES["web1"]["environment"].items()
    assert secret_names(SERVICES["migrate"]) > secret_names(SERVICES["web1"])


def test_every_secret_is_declared_used_and_mounted_where_it_is_read():
    used = set().union(*(secret_names(service) for service in SERVICES.values()))

    assert used == set(COMPOSE["secrets"])
    for service in SERVICES.values():
        text = json.dumps({key: service.get(key) for key in ("environment", "command", "healthcheck")})
        assert set(re.findall(r"/run/secrets/(\w+)", text)) <= secret_names(service)


def test_script_makes_every_secret_once_and_closed_to_others(tmp_path):
    script = ["sh", str(PROJECT / "deploy" / "make-secrets.sh")]
    subprocess.run(script, cwd=tmp_path, check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    subprocess.run(script, cwd=tmp_path, check=True, capture_output=True)

    assert {f"./secrets/{name}" for name in made} == {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert made["postgres_market_password.txt"].strip() in made["database_url.txt"]
    identity = json.loads(made["s3_identities.txt"])["identities"][0]
    assert identity["credentials"][0]["secretKey"] == made["s3_secret_key.txt"].strip()


def test_secrets_reach_neither_git_nor_the_image():
    assert "secrets/" in (PROJECT / ".gitignore").read_text().splitlines()
    assert {"secrets", ".env", ".git", "var"} <= set((PROJECT / ".dockerignore").read_text().splitlines())


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_container_is_locked_down_limited_and_watched(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"])
    assert "healthcheck" in service
    assert set(service["networks"]) <= set(COMPOSE["networks"])


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in OURS])
def test_foreign_image_runs_as_a_named_user_at_a_named_version(name):
    user, image = SERVICES[name]["user"], SERVICES[name]["image"]

    assert user.split(":")[0] not in {"0", "root"}
    assert ":" in image
    assert not image.endswith(":latest")


def test_our_image_runs_as_a_user_of_its_own():
    last = DOCKERFILE.split("\nFROM ")[-1]

    assert re.search(r"^USER (\d+):", last, re.MULTILINE)[1] != "0"
    assert last.index("USER ") < last.index("CMD ")


def test_image_copies_only_what_exists_and_calls_what_exists():
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE):
        assert all((PROJECT / source).exists() for source in line.split()[:-1])
    for module in re.findall(r"-m (finsec_market[\w.]+)", DOCKERFILE):
        assert importlib.util.find_spec(module)
    folders = re.search(r"compileall -q (.*)$", DOCKERFILE.replace("\\\n", ""), re.MULTILINE)[1].split()
    assert all((PROJECT / folder).is_dir() for folder in folders)


def test_engines_are_reached_from_the_inner_network_only():
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["back"] for name in ENGINES)
    assert SERVICES["balancer"]["networks"] == ["front"]


def test_services_wait_for_what_they_need_and_it_can_say_that_it_is_there():
    for service in SERVICES.values():
        for name, state in service.get("depends_on", {}).items():
            if state["condition"] == "service_healthy":
                assert "test" in SERVICES[name]["healthcheck"]
            else:
                assert (name, state["condition"]) == ("migrate", "service_completed_successfully")


def test_cache_forgets_and_queue_does_not():
    cache, queue = ((PROJECT / "deploy" / f"redis-{part}.conf").read_text() for part in ("cache", "queue"))

    assert "maxmemory-policy allkeys-lru" in cache
    assert "appendonly no" in cache
    assert "maxmemory-policy noeviction" in queue
    assert "appendonly yes" in queue


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements/dev.lock", "requirements/bootstrap.txt"])
def test_every_locked_package_has_its_version_and_hashes_and_no_address(lock):
    text = (PROJECT / lock).read_text()
    packages = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)[1:]

    assert packages
    assert all(re.match(r"[\w.-]+==[\w.]+", package) and "--hash=sha256:" in package for package in packages)
    assert "://" not in text
