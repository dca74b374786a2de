"""Envelope encryption of patient data, blind indexes and the keys they need."""
