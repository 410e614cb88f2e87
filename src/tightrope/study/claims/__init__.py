"""Claims of documents held against the panel and the chronology: the test is named first, then looked up."""
