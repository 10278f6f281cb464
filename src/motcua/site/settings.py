"""Django settings, all from the environment and the folder of the province; the table is in docs/settings.md."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

from motcua.site import home, stores

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home.folder()
MODE = home.mode()
PRODUCTION = MODE == "production"
SECRET_KEY = home.secret("secret_key")
DEBUG = False
PROVINCE = os.environ.get("MOTCUA_PROVINCE", "Tỉnh Hà Tĩnh")
ADDRESS = home.address("MOTCUA_ADDRESS", os.environ.get("MOTCUA_ADDRESS", "http://127.0.0.1:8000")).rstrip("/")
ALLOWED_HOSTS = home.listed(os.environ.get("MOTCUA_HOSTS", "127.0.0.1,localhost,[::1]"))
CSRF_TRUSTED_ORIGINS = [ADDRESS]
PROXIES = home.networks("MOTCUA_PROXIES", os.environ.get("MOTCUA_PROXIES", "127.0.0.1,::1"))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "motcua.journal",
    "motcua.offices",
    "motcua.people",
    "motcua.records",
    "motcua.catalogue",
    "motcua.filing",
    "motcua.casework",
    "motcua.correspondence",
    "motcua.elsewhere",
    "motcua.measures",
    "motcua.adoption",
]
MIDDLEWARE = [
    "motcua.web.shared.proxy.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "motcua.web.shared.middleware.CompressMiddleware",
    "motcua.web.shared.kiosk.KioskSessionMiddleware",
    "motcua.web.shared.middleware.LanguageMiddleware",
    "motcua.web.shared.middleware.HostMiddleware",
    "motcua.web.shared.middleware.SizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "motcua.web.shared.middleware.StorableMiddleware",
    "motcua.web.shared.middleware.PeopleMiddleware",
    "motcua.web.shared.middleware.HeadersMiddleware",
]
ROOT_URLCONF = "motcua.site.urls"
WSGI_APPLICATION = "motcua.site.wsgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASE_URL = os.environ.get("MOTCUA_DATABASE_URL") or f"sqlite:///{HOME / 'motcua.sqlite3'}"
home.refuse_unknown_database(DATABASE_URL)
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": os.environ.get("MOTCUA_TEST_DATABASE") or None}
else:
    # Compiling a plan takes longer than any statement here; the planner overrates the journal's newest entries.
    # Weighing eight joins against each other takes 37 ms for what a case shows (14 joins), six 5 ms, for the same plan.
    # Values are bound by the server, so that a statement is parsed and planned once a connection, not once a request.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"options": "-c jit=off -c join_collapse_limit=6", "server_side_binding": True, "prepare_threshold": 5}
    )

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "shared" / "static"]
STORAGES = {
    **stores.storages(HOME / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
TEMPLATES = [
    {
        "BACKEND": "motcua.web.shared.templating.Pages",
        "DIRS": [PACKAGE / "web" / part / "templates" for part in ("shared", "portal", "desk", "field", "steering")],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "motcua.web.shared.jinja.environment"},
    }
]

SESSION_ENGINE = "motcua.web.shared.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SECURE = ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "motcua.web.shared.errors.wrong_token"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

MAX_UPLOAD = home.megabytes("MOTCUA_MAX_UPLOAD_MB", os.environ.get("MOTCUA_MAX_UPLOAD_MB", "20")) * 1024 * 1024
MAX_PIXELS = 80_000_000
UPLOAD_TYPES = tuple(
    home.listed(
        os.environ.get(
            "MOTCUA_UPLOAD_TYPES",
            "application/pdf,image/jpeg,image/png,image/webp,"
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document,"
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    )
)
CLAMD = stores.clamd()
CLAMD_MAX = home.megabytes("MOTCUA_CLAMD_MAX_MB", os.environ.get("MOTCUA_CLAMD_MAX_MB", "25")) * 1024 * 1024
ACCEPT_UNCHECKED = stores.accept_unchecked()
SCANNER = "motcua.integrations.antivirus.clamd.from_settings" if CLAMD else ""
HELP_DAYS = home.days("MOTCUA_HELP_DAYS", os.environ.get("MOTCUA_HELP_DAYS", "365"), least=7, most=1830)
IMPORTED_KEY_DAYS = home.days(
    "MOTCUA_IMPORTED_KEY_DAYS", os.environ.get("MOTCUA_IMPORTED_KEY_DAYS", "30"), least=0, most=366
)
TRACE_DAYS = home.days("MOTCUA_TRACE_DAYS", os.environ.get("MOTCUA_TRACE_DAYS", "0"), least=0, most=120)
OFFICE_NETWORKS = home.office_networks("MOTCUA_OFFICE_NETWORKS", os.environ.get("MOTCUA_OFFICE_NETWORKS", ""))
OPEN_DATA_LICENCE = os.environ.get(
    "MOTCUA_OPEN_DATA_LICENCE", "Dữ liệu mở của cơ quan nhà nước theo Nghị định số 47/2020/NĐ-CP"
)
OPEN_DATA_LICENCE_ADDRESS = os.environ.get("MOTCUA_OPEN_DATA_LICENCE_ADDRESS", "")
SUPPLEMENT_DAYS = home.days("MOTCUA_SUPPLEMENT_DAYS", os.environ.get("MOTCUA_SUPPLEMENT_DAYS", "30"))
RECORD_READER = "motcua.integrations.national_portal.recorded.lines"
ARRIVALS = home.existing("MOTCUA_ARRIVALS", os.environ.get("MOTCUA_ARRIVALS", ""))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

IDENTITY = os.environ.get("MOTCUA_IDENTITY", "motcua.integrations.identity.client.from_settings")
OIDC_ISSUER = home.address("MOTCUA_OIDC_ISSUER", os.environ.get("MOTCUA_OIDC_ISSUER", "http://127.0.0.1:8001"))
OIDC_CLIENT_ID = os.environ.get("MOTCUA_OIDC_CLIENT_ID", "motcua")
OIDC_CLIENT_SECRET = home.secret("oidc_client_secret")
SIGNER = os.environ.get("MOTCUA_SIGNER", "motcua.integrations.signing.pkcs12.from_settings")
TRUST = HOME / "trust"
TSA_URL = os.environ.get("MOTCUA_TSA_URL", "")
PKCS11_DRIVER = os.environ.get("MOTCUA_PKCS11_DRIVER", "")
PKCS11_TOKEN = os.environ.get("MOTCUA_PKCS11_TOKEN", "")
PKCS11_PIN = os.environ.get("MOTCUA_PKCS11_PIN", "")
SENDERS = {
    "email": os.environ.get("MOTCUA_EMAIL_SENDER", ""),
    "sms": os.environ.get("MOTCUA_SMS_SENDER", ""),
    "chat": os.environ.get("MOTCUA_CHAT_SENDER", ""),
}
MAIL_FROM = os.environ.get("MOTCUA_MAIL_FROM", "")
SMTP_HOST = os.environ.get("MOTCUA_SMTP_HOST", "")
SMTP_PORT = home.port("MOTCUA_SMTP_PORT", os.environ.get("MOTCUA_SMTP_PORT", "587"))
SMTP_SECURITY = os.environ.get("MOTCUA_SMTP_SECURITY", "starttls")
SMTP_USER = os.environ.get("MOTCUA_SMTP_USER", "")
SMTP_PASSWORD = home.provided("smtp_password")
SMS_URL = os.environ.get("MOTCUA_SMS_URL", "")
SMS_TOKEN = home.provided("sms_token")
CHAT_URL = os.environ.get("MOTCUA_CHAT_URL", "")
CHAT_TOKEN_URL = os.environ.get("MOTCUA_CHAT_TOKEN_URL", "")
CHAT_APP = os.environ.get("MOTCUA_CHAT_APP", "")
CHAT_SECRET = home.provided("chat_secret")
GROUP_SENDER = os.environ.get("MOTCUA_GROUP_SENDER", "")
GROUP_ID = os.environ.get("MOTCUA_GROUP_ID", "")
GROUP_URL = os.environ.get("MOTCUA_GROUP_URL", "")
DIFFICULTY_HOURS = home.working_hours("MOTCUA_DIFFICULTY_HOURS", os.environ.get("MOTCUA_DIFFICULTY_HOURS", "4"))
QUIET_HOURS = home.hours("MOTCUA_QUIET_HOURS", os.environ.get("MOTCUA_QUIET_HOURS", "21:00-07:00"))
home.refuse_unsafe(ADDRESS, ALLOWED_HOSTS, OIDC_ISSUER)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": home.log_level()},
}
