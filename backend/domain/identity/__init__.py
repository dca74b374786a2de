"""Who is writing, how sure that is, and what it allows."""
