"""Accounts: how a person signs in. What he may do stands in grants to the person, never here."""

from typing import Any, ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Kept
from organizations.models.offices import Official, Post


class AccountManager(BaseUserManager["Account"]):
    """Accounts are deactivated, never deleted; there is no superuser."""

    def create_user(self, username: str, password: str | None = None, **values: Any) -> "Account":
        """Make an account for an official (`official=`); the password must be changed at the first sign-in unless told otherwise."""
        account = self.model(username=self.model.normalize_username(username), **values)
        account.set_password(password)
        account.password_set_at = timezone.now()  # noqa: TID251 - no request has a clock here
        account.save(using=self._db)
        return account

    def create_superuser(self, *_args: Any, **_values: Any) -> NoReturn:
        """Refused: an account without bounds would break the separation of the three administrators."""
        raise NotImplementedError(
            "there is no superuser; `manage.py create_roles` makes the first security administrator"
        )


class Account(AbstractBaseUser):
    """A name and a password for one official; he may have several. Sessions, failures and locks are counted here."""

    # Whose account it is decides in whose name its steps stand in the trail.
    KEPT = Kept(fixed=("username", "official_id"))

    # Sign-ins are rows of the login log; a second, changeable date beside it would say less.
    last_login = None
    is_superuser: ClassVar[bool] = False
    is_staff: ClassVar[bool] = False

    username = models.CharField(_("account name"), max_length=60, unique=True)
    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("official")
    )
    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("post in which it acts"),
        help_text=_("Empty: the person's first post of the day."),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False)
    must_change_password = models.BooleanField(_("must change the password"), default=True)
    password_set_at = models.DateTimeField(_("password set at"), null=True)
    failed_count = models.PositiveIntegerField(_("failed sign-ins in a row"), default=0)
    locked_until = models.DateTimeField(_("locked until"), null=True)
    # What the one living session of this account carries; a new sign-in changes it and so ends the older one.
    session_mark = models.CharField(max_length=32, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        db_table = "org_account"
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.username

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: the trail and tasks name the person; an account is deactivated."""
        raise NotImplementedError("accounts are deactivated, never deleted")

    def get_full_name(self) -> str:
        """The official's name."""
        return self.official.name

    def get_short_name(self) -> str:
        """The official's name."""
        return self.official.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Never: rights are grants, and nothing here asks for Django's permissions."""
        return False

    def has_perms(self, perms: Any, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Never."""
        return False
