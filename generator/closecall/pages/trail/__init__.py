"""The assurance trail of a near miss: one page that tells it from report to close."""
