"""Audit of scraped posts: read anything, score it in one resumable stream, write verdicts, campaigns and a report."""
