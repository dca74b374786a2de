"""The clinic behind the dialogue: rules, use cases, store, web, workers."""
