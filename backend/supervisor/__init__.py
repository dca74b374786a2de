"""`frontdesk up`: checks, stores, migration, training, then one process each for web, worker, actions and Rasa."""
