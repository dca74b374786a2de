"""What an embedded store answers when it can't run."""


class EmbeddedStoreError(Exception):
    """An embedded store can't run; its text is one sentence that says what to do."""
