"""What patients are told about their visits of our own accord: when, and whether it still makes sense."""
