"""Tables by subject; importing this package registers all of them on `metadata`."""
