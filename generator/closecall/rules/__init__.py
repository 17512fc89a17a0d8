"""The gate: what evidence must say at each stage, one small function a rule."""
