"""REST API v1: for the dialogue's actions, the sandbox page and integrators. Its description is generated from the code."""
