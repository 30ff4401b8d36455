"""A verdict drawn for a terminal or as JSON. Nothing here decides anything."""
