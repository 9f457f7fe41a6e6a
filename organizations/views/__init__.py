"""The pages of sign-in, bodies, people in office, oversight and grants."""
