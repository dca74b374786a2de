"""The web process: the channels' webhooks, the API, and whatever pages this installation has."""
