"""Settings of Sphinx: Markdown pages, no network, every warning an error (`make docs`)."""

project = "Umbra"
copyright = "the authors of Umbra, GPL-3.0-or-later"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
html_theme = "alabaster"
html_theme_options = {
    "description": "Data centre of stellar occultations",
    "fixed_sidebar": True,
    "page_width": "1120px",
}
# Sections can be linked to as page.md#section.
myst_heading_anchors = 3
smartquotes = False
html_show_sphinx = False
