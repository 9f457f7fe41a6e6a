"""Divisions, bodies, people in office, oversight, grants, accounts."""

from organizations.models.accounts import Account
from organizations.models.bodies import Body, Succession
from organizations.models.divisions import Division
from organizations.models.grants import Grant
from organizations.models.involvement import Involvement
from organizations.models.offices import Official, Portfolio, Post, Tenure
from organizations.models.oversight import Oversight

__all__ = [
    "Account",
    "Body",
    "Division",
    "Grant",
    "Involvement",
    "Official",
    "Oversight",
    "Portfolio",
    "Post",
    "Succession",
    "Tenure",
]
