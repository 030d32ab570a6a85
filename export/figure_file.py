"""Figures as files whose bytes depend on nothing but what is drawn."""

import warnings
from io import BytesIO

with warnings.catch_warnings():
    # Where Debian's matplotlib lies beside the newer one, the latter says that its 3-D axes cannot be imported.
    warnings.filterwarnings("ignore", message="Unable to import Axes3D", category=UserWarning)
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

#: Media type of each kind of file.
FIGURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
#: Without these the same records give the same bytes whenever they are drawn.
_METADATA: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def figure_bytes(figure: Figure, kind: str) -> bytes:
    """Return a figure as the content of a file.

    Parameters
    ----------
    figure
        With all that is to be seen.
    kind
        One of `FIGURES`; text stays text in SVG and PDF.
    """
    buffer = BytesIO()
    with rc_context({"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": "umbra"}):
        FigureCanvasAgg(figure)
        figure.savefig(buffer, format=kind, metadata=_METADATA[kind])
    return buffer.getvalue()
