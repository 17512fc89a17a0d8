"""How fast closecall is, beside what it could be compared with in the same run."""
