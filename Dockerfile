# The first stage builds, the second holds what runs and nothing else. BASE: any image with Python 3.11 or newer.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /src
COPY requirements.lock requirements-dev.lock ./
RUN python -m venv /tools && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements-dev.lock \
 && python -m venv --without-pip /opt/watcher \
 && /tools/bin/pip --python /opt/watcher install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE config.example.yaml ./
COPY watcher ./watcher
RUN /tools/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /dist . \
 && /tools/bin/pip --python /opt/watcher install --no-cache-dir --no-deps /dist/*.whl

FROM ${BASE}
COPY --from=build /opt/watcher /opt/watcher
RUN install -d -o 10001 -g 10001 -m 0700 /state
ENV PATH=/opt/watcher/bin:$PATH PYTHONUNBUFFERED=1 STATE_DIRECTORY=/state TMPDIR=/state
USER 10001:10001
VOLUME /state
# Progress of both halves, not that the process lives.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=2 \
  CMD ["watcher", "health", "--config", "/config/config.yaml"]
ENTRYPOINT ["watcher"]
CMD ["run", "--config", "/config/config.yaml"]
