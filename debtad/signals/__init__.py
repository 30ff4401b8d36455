"""What to look for (the catalog), where it stands (match), and who says it (stance)."""
