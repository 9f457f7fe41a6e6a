"""The lifecycles as a whole: every state, every verb, every role and relation."""
