"""The project's settings as the tests use them: a database of their own, a quick password hasher, files under var/."""

import os

from tests import databases

os.environ["JIANNUO_MODE"] = "test"
os.environ["DATABASE_URL"] = databases.address()
os.environ["DATABASE_OWNER_URL"] = databases.owner_address()
os.environ["DOCUMENT_ROOT"] = str(databases.folder() / "documents" / databases.name())
os.environ["EVIDENCE_ROOT"] = str(databases.folder() / "evidence" / databases.name())

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS

# The kernel, and the rights of bodies, are tested on record types of their own.
INSTALLED_APPS += ["tests.lifecycle.parcels", "tests.organizations.errands"]

# What a test proves does not hang on the disk: a power cut in the middle of a test run harms nobody.
if databases.ENGINE == "sqlite":
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The site under test finds its assets where they were written; nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
