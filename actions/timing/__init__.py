"""The parts of time understanding; `actions.when` is the only door to them."""
