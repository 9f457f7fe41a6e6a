"""The entry form: a commitment with its obligations, their conditions and shares, and its pre-checks, on one page."""
