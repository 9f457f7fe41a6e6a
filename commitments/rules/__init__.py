"""Pure rules of promises, split by subject. The clock is always a parameter."""
