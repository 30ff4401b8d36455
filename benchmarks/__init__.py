"""Measurements, and what they need: nothing here is imported by debtad."""
