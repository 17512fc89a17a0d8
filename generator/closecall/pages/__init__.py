"""The pages of the evidence site, as finished HTML: values in, values out."""
