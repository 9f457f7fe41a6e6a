"""Who acts: divisions, bodies, posts, officials, and what each of them may do."""
