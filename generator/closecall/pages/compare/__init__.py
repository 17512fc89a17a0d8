"""Triangulation: the near-miss log beside incidents, audits, interviews, complaints and minutes."""
