"""Everything that runs inside Rasa's process: its channel, tracker store, tokenizer and launcher."""
