"""The dialogue engine, as the product sees it: one HTTP call a turn."""
