"""Numbered migrations, applied by backend.store.migrate; each goes expand, migrate, contract."""
