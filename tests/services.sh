# Finds, or brings, what the tests would like to have beside Python: a PostgreSQL server and Chromium.
# shellcheck shell=bash

may_install() { [[ $(id -u) == 0 && ${TEST_INSTALL:-yes} != no ]] && command -v apt-get > /dev/null; }

# install PACKAGE…: quietly; the log tells more when it fails.
install() {
    mkdir -p var
    echo "Installing $* (var/apt.log)" >&2
    {
        apt-get -o DPkg::Lock::Timeout=300 update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
    } > var/apt.log 2>&1
}

# The address of a server that lets us make databases. One test database a clone, so that two clones do not meet.
find_postgres() {
    .venv/bin/python - "$(pwd | cksum | cut -d ' ' -f 1)" << 'END'
import os, sys
import psycopg

asked = os.environ.get("DATABASE_URL", "")
name = f"dusangire_{sys.argv[1]}"
if asked.startswith("postgres"):
    print(asked)
    sys.exit()
for server in ("postgres://postgres@127.0.0.1:5432", "postgres://%2Fvar%2Frun%2Fpostgresql"):
    try:
        with psycopg.connect(f"{server}/postgres", connect_timeout=3) as connection:
            row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError:
        continue
    if row and row[0]:
        print(f"{server}/{name}")
        sys.exit()
sys.exit(1)
END
}

server_programs() {
    local initdb
    initdb=$({ find /usr/lib/postgresql /usr/local/pgsql /opt/homebrew/opt/postgresql* -path '*/bin/initdb' 2> /dev/null || true; } | sort -V | tail -n 1)
    echo "${initdb%/initdb}"
}

# PostgreSQL refuses to run as root.
as_server() { if [[ $(id -u) == 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# start_cluster: a server of our own in a temporary folder, without fsync since nothing in it is kept.
start_cluster() {
    local programs
    programs=$(server_programs)
    if [[ -z $programs ]] && may_install; then
        install postgresql || return 1
        programs=$(server_programs)
    fi
    [[ -n $programs ]] || return 1
    cluster_port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cluster=$(mktemp -d "${TMPDIR:-/tmp}/dusangire-postgres.XXXXXX")
    [[ $(id -u) != 0 ]] || chown postgres "$cluster"
    cluster_programs=$programs
    (
        cd "$cluster" &&
            as_server "$programs/initdb" --pgdata data --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 &&
            as_server "$programs/pg_ctl" --pgdata data --wait --log log \
                --options "-p $cluster_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$cluster -c fsync=off" start
    ) > /dev/null 2>&1
}

stop_cluster() {
    [[ -n $cluster ]] || return 0
    (cd "$cluster" && as_server "$cluster_programs/pg_ctl" --pgdata data --mode immediate stop) > /dev/null 2>&1 || true
    rm -rf "$cluster"
}

find_chromium() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [[ -n $name ]] && command -v "$name"; then return; fi
    done
    may_install || return 1
    install chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji || return 1
    command -v chromium
}
