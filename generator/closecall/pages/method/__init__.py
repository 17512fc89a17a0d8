"""The methods page: how each verdict is reached, by which sums, with whose limits."""
