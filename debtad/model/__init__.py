"""A model as data (artifact), what it says about a text (score), and what follows from that (explain)."""
