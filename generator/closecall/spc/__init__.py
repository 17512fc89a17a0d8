"""Statistics on plain numbers and dates: exact tests, limits and control charts.

Knows nothing of records. Standard library alone; every function is pure, and every formula names
its source.
"""
