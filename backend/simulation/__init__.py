"""Simulated patients: people of a dialogue file text the running product, and the database says how it went."""
