"""Forms of this app's own pages; what a verb or a record asks by itself comes from its declaration."""
