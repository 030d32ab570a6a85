"""Containers of values (encoded text, tables of text, XML, workbooks), and the remarks made while reading them."""
