"""Everything that runs inside Rasa's process: its channel, its tracker store, its own NLU component and its launcher."""
