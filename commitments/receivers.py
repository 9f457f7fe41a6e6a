"""Reactions inside the app: ends drive cancellations, reopening revokes acceptances, series go on, progress follows."""


def connect() -> None:
    """Connect every reaction; called once from `AppConfig.ready()`."""
