"""The real settings, made fast and local."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "test")
os.environ.setdefault("FIELD_KEY", "dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktMTI=")
os.environ.setdefault("SEAL_KEY", "test-only-test-only-test-only-test-only")
os.environ["HTTPS"] = "0"

from logistics.settings import *  # noqa: F403  the tests run the real settings
from logistics.settings import DATABASE_URL, DATABASES, HUEY, INSTALLED_APPS, MIDDLEWARE, STORAGES

if DATABASE_URL.startswith("sqlite"):
    DATABASES["default"]["NAME"] = ":memory:"
    DATABASES["default"]["OPTIONS"].pop("init_command")
LANGUAGE_CODE = "en"
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
# A page that asks once a row fails its test.
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
HUEY = {**HUEY, "immediate": True}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SEAL_HEAD = None
UNMARKED_SESSIONS = True  # of clients that log in by force
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="media-"))
DATA_DIR = Path(tempfile.mkdtemp(prefix="data-"))
BACKUP_DIR = DATA_DIR / "backups"
BACKUP_KEY = BACKUP_COPY_DIR = ""
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # otherwise every test client lists every static file
WHITENOISE_USE_FINDERS = True
# A form that names two of one crew asks for each.
ZEAL_ALLOWLIST = [{"model": "safety.BusCrew", "field": "get()"}]
