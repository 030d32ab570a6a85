"""What holds the values: encodings, rows of text, XML, workbooks; and the remarks made while reading."""
