"""The actions behind Rasa's dialogue: slots, one call of the backend, an answer; and time understanding."""
