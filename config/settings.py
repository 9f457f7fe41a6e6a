"""All settings, from the environment alone.

`JIANNUO_MODE` is `production`, `demo` or `test`. Production demands a secret key and host names, refuses demo accounts
and a clock that may be set. Without any variable the project runs as a demo on an embedded SQLite file in `var/`.
"""

import os
import sys
from base64 import urlsafe_b64decode
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.databases import database_from

# Django's generic classes become subscriptable at run time, so that types are written as they are checked.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("JIANNUO_VAR", BASE_DIR / "var"))

MODE = os.environ.get("JIANNUO_MODE", "demo")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured("JIANNUO_MODE must be production, demo or test")
PRODUCTION = MODE == "production"

# The door's `at` may be given only outside production: a demo or a simulation spreads its history over years with it.
CLOCK_MAY_BE_SET = not PRODUCTION
DEMO_ACCOUNTS_ALLOWED = not PRODUCTION

DEBUG = False
# Published here, so that they keep nothing secret: a demo and the tests use them, production refuses them.
DEMO_SECRET, DEMO_KEY = "demo-only-not-a-secret-" + "0" * 32, "ZGVtby1vbmx5LW5vdC1hLXNlY3JldC0wMDAwMDAwMDA="


def is_key(text: str) -> bool:
    """Whether a text is a personal key of one's own: 32 bytes in URL-safe base64, and not the published ones."""
    try:
        return text != DEMO_KEY and len(urlsafe_b64decode(text)) == 32
    except ValueError:
        return False


SECRET_KEY = os.environ.get("SECRET_KEY", "")
# Keeps the values of PersonalFields; several keys, newest first, parted by commas.
PERSONAL_KEYS = [k for k in os.environ.get("PERSONAL_KEYS", "").split(",") if k]
if not SECRET_KEY or not PERSONAL_KEYS:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY and PERSONAL_KEYS must be set in production")
    SECRET_KEY = SECRET_KEY or DEMO_SECRET
    PERSONAL_KEYS = PERSONAL_KEYS or [DEMO_KEY]
if PRODUCTION and (SECRET_KEY == DEMO_SECRET or not all(is_key(key) for key in PERSONAL_KEYS)):
    raise ImproperlyConfigured(
        "SECRET_KEY and PERSONAL_KEYS must be your own; each personal key is 32 random bytes in URL-safe base64"
    )

ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h]
if not ALLOWED_HOSTS:
    if PRODUCTION:
        raise ImproperlyConfigured("ALLOWED_HOSTS must be set in production")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts in production, not *")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    # First, so that its wording of a common sentence stands before the one of a library.
    "face",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django_fsm",
    "simple_history",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "viewflow.workflow",
    "lifecycle",
    "deadlines",
    "organizations",
    # After our accounts: where both have a command of one name, as `changepassword`, the first app's is the one.
    "django.contrib.auth",
    "commitments",
    "rectification",
    "workflows",
    "demo",
    "exchange",
]

MIDDLEWARE = [
    "face.middleware.RequestIdMiddleware",
    "face.middleware.ContentPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "face.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before the door: it asks whether a part of a page was wanted, and on which page.
    "django_htmx.middleware.HtmxMiddleware",
    "organizations.middleware.ActorMiddleware",
    "organizations.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "face.middleware.TextMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "face.context_processors.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "face.templatetags.face",
                "face.templatetags.face_blocks",
                "face.templatetags.face_forms",
                "face.templatetags.face_words",
            ],
        },
    }
]

DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'jiannuo.sqlite3'}")
if DATABASE_URL.startswith(f"sqlite:///{VAR_DIR}"):
    VAR_DIR.mkdir(parents=True, exist_ok=True)
# The owner of the tables: used by `migrate`, and to erase personal values. The application's own role owns nothing and can lift no trigger.
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", DATABASE_URL)
AS_OWNER = len(sys.argv) > 1 and sys.argv[1] in ("migrate", "flush", "sqlmigrate", "install_triggers", "erase_personal")
DATABASES = {"default": database_from(DATABASE_OWNER_URL if AS_OWNER else DATABASE_URL)}
# The role by which the application connects where another migrates; "" where they are one.
APPLICATION_ROLE = urlsplit(DATABASE_URL).username if DATABASE_OWNER_URL != DATABASE_URL else ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organizations.Account"
AUTHENTICATION_BACKENDS = ["organizations.backends.AccountBackend"]
LOGIN_URL = "organizations:sign_in"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "organizations.passwords.LongEnough",
        "OPTIONS": {"least": int(os.environ.get("PASSWORD_LENGTH", "10"))},
    },
    {"NAME": "organizations.passwords.KindsOfSigns"},
    {"NAME": "organizations.passwords.NotTheName"},
    {"NAME": "organizations.passwords.NotThePresentOne"},
    {"NAME": "organizations.passwords.NotCommon"},
]
# Days after which a password must be changed, 0 for never; failures in a row that lock an account, and for how long;
# minutes without a sign of life after which a session ends.
PASSWORD_DAYS = int(os.environ.get("PASSWORD_DAYS", "90"))
SIGN_IN_FAILURES = int(os.environ.get("SIGN_IN_FAILURES", "5"))
SIGN_IN_LOCK_MINUTES = int(os.environ.get("SIGN_IN_LOCK_MINUTES", "15"))
IDLE_MINUTES = int(os.environ.get("IDLE_MINUTES", "30"))
# True only behind a proxy of ours that writes X-Real-IP itself.
ADDRESS_FROM_PROXY = os.environ.get("ADDRESS_FROM_PROXY", "") == "1"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
# Whose register this is, named at the foot of each page.
SITE_OWNER = os.environ.get("SITE_OWNER", "")
# True only behind a proxy of ours that writes X-Request-Id itself.
REQUEST_ID_FROM_PROXY = os.environ.get("REQUEST_ID_FROM_PROXY", "") == "1"
CSRF_FAILURE_VIEW = "face.views.csrf_failure"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"


STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_STORAGES = {
    "production": "face.storage.HashedStaticFiles",
    "demo": "face.storage.HashedWhereCollected",
    "test": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
# Outside production a file that was not collected is served from where it lies.
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGES[MODE]},
    # Outside the web root; files are read back through authorised views alone.
    "evidence": {
        "BACKEND": os.environ.get("EVIDENCE_STORAGE", "commitments.storage.WriteOnceStorage"),
        "OPTIONS": {"location": os.environ.get("EVIDENCE_ROOT", VAR_DIR / "evidence")},
    },
    # The files of imported policy documents: outside the web root as well.
    "documents": {
        "BACKEND": os.environ.get("DOCUMENT_STORAGE", "commitments.storage.WriteOnceStorage"),
        "OPTIONS": {"location": os.environ.get("DOCUMENT_ROOT", VAR_DIR / "documents")},
    },
}

# The largest file that is taken as evidence, and the most that a packed Office file may hold unpacked.
EVIDENCE_MAX_BYTES = int(os.environ.get("EVIDENCE_MAX_MB", "100")) * 1024 * 1024
EVIDENCE_MAX_UNPACKED = int(os.environ.get("EVIDENCE_MAX_UNPACKED_MB", "500")) * 1024 * 1024

# Production is reached by HTTPS alone, through a proxy that ends it and says so. `PLAIN_HTTP=1` is for a closed network
# that has no certificates: passwords then travel readable, and `check --deploy` says so.
BEHIND_TLS = PRODUCTION and os.environ.get("PLAIN_HTTP", "") != "1"
SECURE_SSL_REDIRECT = BEHIND_TLS
# A load balancer asks each process itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", "31536000")) if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True

# Everything goes to standard error, where systemd or the container collects it; each line carries the request's number.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "face.middleware.RequestIdFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} [{request_id}] {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING"), "propagate": False}
    },
}

# E018: one column of viewflow's own has 32 characters; no database that is within reach cuts it. Our own tables are
# held to 30 by lifecycle's checks, and every table by a test.
SILENCED_SYSTEM_CHECKS = ["models.E018"]
