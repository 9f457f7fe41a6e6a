"""Pure calculations: no query, no clock of their own."""
