"""The two-minute page: ten questions for the person on shift, and the same on paper."""
