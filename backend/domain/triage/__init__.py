"""Emergencies: which words sound like one, and whom to call. A net under the dialogue, not a diagnosis."""
