"""Compiles all functions of this room, so that a process that uses them starts at once.

``python -m service.answers.rows``, with the ``NUMBA_CACHE_DIR`` and under the account of that process.
"""

from service.answers.rows import binary_kernel, column_kernel, framing, text_kernel

#: Importing them compiles them.
COMPILED = (
    framing.skip_messages,
    binary_kernel.encode_rows,
    text_kernel.encode_rows,
    column_kernel.measure,
    column_kernel.fill,
    column_kernel.pad_texts,
    column_kernel.find_width,
)

if __name__ == "__main__":
    print(f"{len(COMPILED)} functions are compiled.")
