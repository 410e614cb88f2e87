"""Files as received become text with places: PDF, DOCX, HTML, plain text; foreign formats in the confined child."""
