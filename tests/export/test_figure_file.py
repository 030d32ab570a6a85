"""Figures as files: the same bytes for the same picture, and text that stays text."""

import pytest
from matplotlib.figure import Figure

from export.figure_file import FIGURES, figure_bytes

MAGIC = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}


def figure(title: str) -> Figure:
    figure = Figure(figsize=(2.0, 1.0))
    figure.add_subplot().set_title(title)
    return figure


@pytest.mark.parametrize("kind", FIGURES)
def test_the_same_picture_gives_the_same_bytes(kind: str) -> None:
    data = figure_bytes(figure("Chariklo"), kind)
    assert data.startswith(MAGIC[kind])
    assert data == figure_bytes(figure("Chariklo"), kind)
    assert data != figure_bytes(figure("Hildrun"), kind)


def test_words_can_be_searched_for_in_an_svg() -> None:
    assert b">Chariklo</text>" in figure_bytes(figure("Chariklo"), "svg")


def test_no_program_and_no_date_is_named() -> None:
    assert b"Software" not in figure_bytes(figure("Chariklo"), "png")
    assert b"CreationDate" not in figure_bytes(figure("Chariklo"), "pdf")
