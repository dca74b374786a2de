"""The ways a patient reaches the clinic, a folder each; nothing of ours is imported here."""
