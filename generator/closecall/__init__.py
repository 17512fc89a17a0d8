"""closecall: evidence that a care provider learns from near misses, as a site made from records."""

__version__ = "0.1.0"
