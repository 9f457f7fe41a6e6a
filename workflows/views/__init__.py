"""The pages of the inbox, and the first page of each role."""
