"""What verdicts look like on pages: tags, boxes, charts, sections."""
