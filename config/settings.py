"""Owns the settings: everything is read from the environment, and the defaults need none of it."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config import environment, roles
from config.logs import log_settings

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "PYTEST_VERSION" in os.environ or "test" in sys.argv

# --- where it runs and what it keeps
DEBUG = environment.yes("DEBUG")
DATA_DIR = environment.data_folder("DATA_DIR", BASE_DIR / "data")
SECRET_KEY = environment.secret_key("SECRET_KEY", kept_in=DATA_DIR, debug=DEBUG)
SITE_URL = environment.site_url("SITE_URL", "http://127.0.0.1:8000")
SECURE = SITE_URL.startswith("https://")
LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = environment.listing("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname, *LOOPBACK_NAMES])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE else []
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.number("TRUSTED_PROXIES", 0))
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- demo content and accounts exist only where nobody else can come in
BOUND_TO_LOOPBACK = environment.yes("BOUND_TO_LOOPBACK")
DEMO = environment.yes("DEMO") and BOUND_TO_LOOPBACK

INSTALLED_APPS = [
    "config",
    "review",
    "generation",
    "assets",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.logs.RequestIdMiddleware",
    "config.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.sessions.SessionLimitMiddleware",
    "config.sessions.MembersMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.problems.ProblemMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "review.rail.rail",
            ]
        },
    }
]

DATABASES = {"default": environment.database("DATABASE_URL", default=DATA_DIR / "proofmark.sqlite3")}
CACHES = {"default": environment.cache("CACHE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and access
AUTH_USER_MODEL = "assets.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.entrance.EntranceAdapter"
ACCOUNT_FORMS = {"login": "config.entrance.SignInForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    # guests: addresses that lead nowhere, passwords, and what one guest sends or looks at
    "guest_token": "30/5m/ip",
    "guest_password": "20/5m/ip,5/5m/key",
    "guest_name": "20/5m/ip",
    "guest_act": "30/m/key",
    "guest_picture": "240/m/key",
}
SESSION_IDLE_SECONDS = environment.number("SESSION_IDLE_SECONDS", 4 * 3600, least=60)
SESSION_ABSOLUTE_SECONDS = environment.number("SESSION_ABSOLUTE_SECONDS", 24 * 3600, least=60)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE_SECONDS)
ROLES = roles.ROLES
ORGANISATION_AUDITOR_ACTIONS = roles.ORGANISATION_AUDITOR
SITE_ADMIN_ACTIONS = roles.SITE_ADMIN
ACTION_SENTENCES = roles.SENTENCES
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# --- slow work: the rows are the truth, the broker only wakes a worker early
CELERY_BROKER_URL = environment.text("CELERY_BROKER_URL", "filesystem://localhost//")
LEASE_SECONDS = environment.number("LEASE_SECONDS", 60, least=1)
# how often a process compares its clock with the database's; tests move the own one alone
CLOCK_CHECK_SECONDS = environment.number("CLOCK_CHECK_SECONDS", 0 if TESTING else 60)
PARKED_SECONDS = environment.number("PARKED_SECONDS", 300, least=1)
UNDO_SECONDS = environment.number("UNDO_SECONDS", 10)
RIGHTS_EXPIRING_DAYS = environment.number("RIGHTS_EXPIRING_DAYS", 30)
SWEEP_SECONDS = environment.number("SWEEP_SECONDS", 0.05, least=0.01)
HEARTBEAT_SECONDS = environment.number("HEARTBEAT_SECONDS", 1, least=0.1)
# name=import.path of generators of a site's own; and for tests, whether CRASH_AT may kill a process
GENERATION_ADAPTERS = dict(pair.split("=", 1) for pair in environment.listing("GENERATION_ADAPTERS", []))
CRASH_POINTS = environment.yes("CRASH_POINTS")

# --- outside generators: their keys, where they are asked, and where they may call us
BFL_API_KEY = environment.text("BFL_API_KEY")
BFL_BASE_URL = environment.text("BFL_BASE_URL", "https://api.bfl.ai")
BFL_RESULT_HOSTS = environment.listing("BFL_RESULT_HOSTS", ["*.bfl.ai", "bfldelivery*.blob.core.windows.net"])
WEBHOOK_BASE_URL = environment.webhook_base("WEBHOOK_BASE_URL", SITE_URL)
PROVIDER_CHECK_SECONDS = environment.number("PROVIDER_CHECK_SECONDS", 30, least=1)

# --- files
PRIVATE_DIR = DATA_DIR / "private"
DELIVERY_DIR = DATA_DIR / "delivery"
DELIVERY_BASE_URL = environment.text("DELIVERY_BASE_URL", f"{SITE_URL}/delivery")
DELIVERY_MAX_AGE = int(environment.number("DELIVERY_MAX_AGE", 300))  # seconds a browser may keep a published picture
# the names of settings with API and SECRET in them are hidden on Django's own fault pages
CLOUDINARY_API_URL = environment.text("CLOUDINARY_URL")
CLOUDINARY_WEBHOOK_SECRET = environment.text("CLOUDINARY_WEBHOOK_SECRET")
DELIVERY_HOSTS = environment.delivery_hosts("DELIVERY_HOSTS", cloudinary="CLOUDINARY_URL")

# --- proof: the key that signs checkpoints (base64 of an Ed25519 seed) never lies in the database
AUDIT_DIR = DATA_DIR / "audit"
AUDIT_SIGNING_KEY = environment.text("AUDIT_SIGNING_KEY")
AUDIT_TRUSTED_KEYS = environment.listing("AUDIT_TRUSTED_KEYS", [])

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": environment.private_storage("PRIVATE_STORAGE_BUCKET", folder=PRIVATE_DIR),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "config.statics.LeanStorage"
    },
}

# --- mail
vars().update(environment.mail("EMAIL_URL"))
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "proofmark@localhost")
EMAIL_SUBJECT_PREFIX = "Proofmark: "

# --- time and language
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "config.formats"

# --- headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *DELIVERY_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
if SECURE:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = environment.yes("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CSRF_FAILURE_VIEW = "config.problems.csrf_failure"

LOGGING = log_settings(
    as_json=environment.yes("LOG_JSON", not sys.stderr.isatty()),
    level="WARNING" if TESTING else environment.text("LOG_LEVEL", "INFO").upper(),
)
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
