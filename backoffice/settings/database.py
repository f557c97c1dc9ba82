"""Database and cache from one address each."""

from typing import Any

import environ

SQLITE_OPTIONS = {
    # Take the write lock at BEGIN and wait for it: read-then-write never ends in "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}


def database_setting(env: environ.Env, default: str) -> dict[str, Any]:
    """The DATABASES entry for DATABASE_URL, with WAL on SQLite and kept connections on PostgreSQL."""
    setting = env.db("DATABASE_URL", default=default)
    if setting["ENGINE"].endswith("sqlite3"):
        setting["OPTIONS"] = {**SQLITE_OPTIONS, **setting.get("OPTIONS", {})}
    else:
        setting["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
        setting["CONN_HEALTH_CHECKS"] = True
    return setting


def cache_setting(env: environ.Env) -> dict[str, Any]:
    """Redis when REDIS_URL is given, else a table: either way one cache for all processes, so limits and codes hold."""
    url = env("REDIS_URL", default="")
    if url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "TIMEOUT": 300}
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "TIMEOUT": 300,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
