# The site on Debian 13, its data on the volume /var/lib/umbra:
#     podman build -t umbra . && podman run -p 8080:8080 -v umbra:/var/lib/umbra umbra
# (or docker, or buildah). UMBRA_URL tells the site under which address the world sees it.
ARG BASE=docker.io/library/debian:trixie-slim
FROM ${BASE}

RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 ca-certificates \
    && rm -rf /var/lib/apt/lists/*

# The set-up reads these files only, so that a change elsewhere does not repeat it.
WORKDIR /opt/umbra
COPY setup.cfg pyproject.toml LICENSE ./
COPY etc ./etc
RUN /usr/bin/python3 etc/bootstrap.py \
    && rm -rf bootstrap.log /root/.cache /var/cache/apt/archives/*.deb /var/lib/apt/lists/*

COPY . .
# The same again compiles the project's own modules: its account may not write here.
RUN /usr/bin/python3 etc/bootstrap.py --no-packages \
    && install -d -o umbra -g umbra -m 0755 /var/lib/umbra

# In a container the server must listen on every address; everywhere else it listens on localhost.
ENV PATH=/opt/umbra/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/var/lib/umbra \
    LANG=C.UTF-8 \
    UMBRA_VAR=/var/lib/umbra \
    UMBRA_BIND=0.0.0.0 \
    UMBRA_PORT=8080
USER umbra
VOLUME /var/lib/umbra
EXPOSE 8080
STOPSIGNAL SIGINT
CMD [".venv/bin/umbra", "serve"]
