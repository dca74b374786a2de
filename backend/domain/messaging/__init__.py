"""Rules of the conversation by text: what a message is, how it travels, who may be written to."""
