"""How a message is understood: its intent and its entities, from its words and from what the bot said before it."""
