"""The product's settings with what tests need: speed where it is not the subject, and room beside other workers."""

import os
import re
import tempfile

from config.settings import *  # noqa: F403
from config.settings import CACHES, MIDDLEWARE, REDIS_URL, STORAGES


def own_redis(url: str) -> str:
    """A database number for each parallel worker: emptying the cache between tests empties a whole database."""
    number = 2 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if "db=" in url:
        return re.sub(r"db=\d+", f"db={number}", url)
    return re.sub(r"(//[^/]+)(/\d*)?$", rf"\g<1>/{number}", url)


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Gone with the machine's other temporary files: what a test uploads, no later one reads.
FILES = {**STORAGES["attachments"]["OPTIONS"], "location": tempfile.mkdtemp(prefix="portal-test-files-")}
STORAGES = {
    **STORAGES,
    "attachments": {**STORAGES["attachments"], "OPTIONS": FILES},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {**CACHES["default"], "LOCATION": own_redis(REDIS_URL)}}
# The live server of browser tests finds files itself.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
DEBUG = False
DEMO = False
