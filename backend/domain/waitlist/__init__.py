"""Who waits for a time, and how a time that became free is offered to them."""
