"""Pictures: plain values in, SVG out. Knows neither records nor pages."""
