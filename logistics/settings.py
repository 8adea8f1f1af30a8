"""Everything that can be set, read from the environment and safe when nothing is set."""

from datetime import timedelta
from os import environ
from os import name as os_name
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import unquote, urlsplit

import bootstrap_wrapper
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environ.get("DATA_DIR", BASE_DIR / "data"))  # database, tasks, media, static
DATA_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)  # nobody else on the computer
KEYS_DIR = Path(environ.get("KEYS_DIR", BASE_DIR / "keys"))

DEBUG = environ.get("DEBUG") == "1"
DEMO = environ.get("DEMO") == "1"  # lets the demo logins in and says so on every page
HTTPS = environ.get("HTTPS", "0" if DEBUG else "1") == "1"  # a school LAN without a certificate: 0


def key(name: str, debug: str) -> str:
    """A secret from the environment, or from its file beside the data (start.py makes it)."""
    file = KEYS_DIR / name
    given = environ.get(f"{name.upper()}_KEY") or (debug if DEBUG else "")
    return given or (file.read_text("ascii").strip() if file.exists() else "")


# Without its key a command that needs no session still runs, but no session outlives it; and what
# is encrypted can neither be written nor read.
SECRET_KEY = key("secret", "only-for-debug-" * 4) or token_urlsafe(50)
FIELD_KEYS = key("field", "b25seS1mb3ItZGVidWctb25seS1mb3ItZGVidWctMTI=").split(",")  # newest first
BACKUP_KEY = key("backup", "")  # the passphrase of backups; without one they are not encrypted
SEAL_KEY = key("seal", "only-for-debug-" * 3)
SEAL_HEAD: Path | None = DATA_DIR / "seal.json"  # the last seal, beside the database

ALLOWED_HOSTS = environ.get("ALLOWED_HOSTS", "*" if DEBUG else "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in environ.get("TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "logistics",
    "logistics.imports",
    "logistics.school",
    "logistics.accounts",
    "logistics.records",
    "logistics.notices",
    "logistics.approvals",
    "logistics.duties",
    "logistics.contradictions",
    "logistics.papers",
    "logistics.stores",
    "logistics.upkeep",
    "assets",
    "canteen",
    "safety",
    "health",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "simple_history",
    "huey.contrib.djhuey",
    "axes",
]

MIDDLEWARE = [
    "logistics.upkeep.logs.numbered",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "logistics.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "logistics.accounts.middleware.keep_logins_safe",
    "logistics.middleware.keep_what_was_typed",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "logistics.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "logistics.urls"
WSGI_APPLICATION = "logistics.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "logistics.context.house",
            ],
        },
    }
]
FORM_RENDERER = "logistics.forms.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"


def database(url: str) -> dict:
    """sqlite:///path or postgresql://user:password@host:port/name"""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///") if os_name == "nt" else parts.path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Deferred transactions fail at once when two people write: see docs/adr/0003.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"
                "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASE_URL = environ.get("DATABASE_URL", f"sqlite:///{DATA_DIR}/logistics.sqlite3")
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environ["REDIS_URL"],
    }
    if "REDIS_URL" in environ
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

HUEY = {
    "name": "logistics",
    "utc": False,
    "results": False,
    "immediate": False,
    "consumer": {"workers": 2, "worker_type": "thread", "scheduler_interval": 1},
} | (
    {
        "huey_class": "huey.SqliteHuey",
        "connection": {"filename": str(DATA_DIR / "tasks.sqlite3")},
    }
    if DATABASE_URL.startswith("sqlite")
    else {"huey_class": "huey.PostgresHuey", "connection": {"dsn": DATABASE_URL}}
)

AUTH_USER_MODEL = "school.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "logistics.school.posts.PostBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "logistics.accounts.passwords.ChineseFavourites"},
    {"NAME": "logistics.accounts.passwords.NotANameFromHere"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# A whole school sits behind one address: never lock by address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # no stranger prolongs a wait by knocking on
AXES_HANDLER = "logistics.accounts.locking.Handler"  # docs/adr/0016
AXES_USERNAME_CALLABLE = "logistics.accounts.locking.axes_name"
AXES_CLIENT_IP_CALLABLE = "logistics.accounts.devices.address_of"
AXES_LOCKOUT_CALLABLE = "logistics.accounts.locking.answer"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# Asked of director, principal, accountant and admin; a trial has no phones to set up.
SECOND_FACTOR = environ.get("SECOND_FACTOR", "0" if DEBUG or DEMO else "1") == "1"
UNMARKED_SESSIONS = DEMO  # whether a session counts that no login has made, as measurements use

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
MEDIA_ROOT = DATA_DIR / "media"  # no MEDIA_URL: files leave through views that check
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or DEMO  # no collectstatic to try it
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
BACKUP_DIR = Path(environ.get("BACKUP_DIR", DATA_DIR / "backups"))
BACKUP_COPY_DIR = environ.get("BACKUP_COPY_DIR", "")  # another disk: a stick, the school's storage
ACCEL = environ.get("ACCEL") == "1"  # nginx sends the photos after the check
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the review of a long plan

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"  # from this very host only
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^status/"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environ.get("PROXY") == "1" else None
)
X_FRAME_OPTIONS = "DENY"
# Where people reach the site, for links in mails: https://houqin.example.cn
SITE_URL = environ.get("SITE_URL", "").rstrip("/")

# Mail and the chat robots: docs/adr/0010. Without EMAIL_HOST nothing is mailed.
EMAIL_HOST = environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(environ.get("EMAIL_PORT", "465"))
EMAIL_HOST_USER = environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_SSL = environ.get("EMAIL_SECURITY", "ssl") == "ssl"
EMAIL_USE_TLS = environ.get("EMAIL_SECURITY") == "starttls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environ.get("EMAIL_FROM", EMAIL_HOST_USER or "houqin@localhost")
# Robots inside the school's own network, as host:port; others than the three makers' are refused.
WEBHOOK_HOSTS = {h for h in environ.get("WEBHOOK_HOSTS", "").lower().split(",") if h}
CSRF_FAILURE_VIEW = "logistics.views.csrf_failure"

# One JSON object a line, without personal data; plain lines where somebody reads along.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "logistics.upkeep.logs.Lines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            **({} if DEBUG or DEMO else {"formatter": "json"}),
        }
    },
    "root": {"handlers": ["console"], "level": environ.get("LOG_LEVEL", "WARNING")},
}
