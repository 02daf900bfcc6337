"""The systems that courses teach, one file a row or a few: built from JSON here, written in plain torch beside it."""
