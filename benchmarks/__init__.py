"""Measurements that take minutes and write their tables into the documents."""
