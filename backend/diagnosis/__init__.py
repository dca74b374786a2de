"""What `frontdesk doctor` looks at: one finding a check, each with what to do about it."""
