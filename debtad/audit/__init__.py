"""Audit of many posts: read, score, group, report. Nothing here learns."""
