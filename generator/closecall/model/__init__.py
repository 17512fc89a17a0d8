"""The record model: one typed value a record, and the register that holds them all."""
