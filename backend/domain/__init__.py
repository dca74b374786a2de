"""Pure rules of the clinic's desk: standard library only, no clock, no randomness, no I/O."""
