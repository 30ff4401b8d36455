"""The page and the JSON API, on the user's own machine. Nothing is stored, nothing of a text is logged."""
