"""What a start answers when it can't go on."""


class StartRefused(Exception):
    """The product can't start; the text is one sentence that says what to do."""
