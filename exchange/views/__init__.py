"""The pages of imported documents."""
