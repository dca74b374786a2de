"""Setting up a machine: the environments, their locks, and what runs them."""
