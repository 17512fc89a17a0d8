"""The risk profile of a service."""
