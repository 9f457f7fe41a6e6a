"""The pages of cases and orders."""
