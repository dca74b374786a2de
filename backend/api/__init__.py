"""REST API v1: for the dialogue's actions, the sandbox page and integrators, described by what is generated from it."""
