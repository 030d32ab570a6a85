"""Which column is what: titles of many programs, any separator, and tables that do not say it."""

import pytest

from formats.curves.curve_columns import choose_columns, joined_instants, sample_of
from formats.curves.sora_ascii import identify, read
from schemas.errors import FormatError
from schemas.finding import FindingCode

ROWS = [[f"{2459506.3125 + row / 8640:.7f}", f"{1 + row % 3 / 10:.3f}", "0.01", "1.2", "512.1"] for row in range(8)]


def table(title: str, *, order: tuple[int, ...] = (0, 1, 2), separator: str = ",", sign: str = ".") -> bytes:
    lines = [title.replace(",", separator)] if title else []
    lines += [separator.join(row[column].replace(".", sign) for column in order) for row in ROWS]
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("separator", [",", ";", "\t", "  "])
@pytest.mark.parametrize(
    ("title", "order", "time", "flux", "error"),
    [
        ("JD,flux,err", (0, 1, 2), 0, 1, 2),
        ("flux,flux_err,JD_UTC", (1, 2, 0), 2, 0, 1),
        ("airmass,x,JD,rel_flux_T1,rel_flux_err_T1", (3, 4, 0, 1, 2), 2, 3, 4),
        ("BJD_TDB,JD_UTC,flux", (0, 0, 1), 1, 2, None),
        ("HJD,JD,counts,sigma", (0, 0, 1, 2), 1, 2, 3),
        ("x,airmass,MJD,signal", (4, 3, 0, 1), 2, 3, None),
        ("#JD,x,y,normalized_flux,error", (0, 3, 4, 1, 2), 0, 3, 4),
    ],
)
def test_titles_decide(
    separator: str, title: str, order: tuple[int, ...], time: int, flux: int, error: int | None
) -> None:
    data = table(title, order=order, separator=separator, sign="," if separator != "," else ".")
    sample = sample_of(data, "x")
    chosen, findings = choose_columns(sample, "x")
    assert (chosen.time, chosen.flux, chosen.flux_err, findings) == (time, flux, error, [])


@pytest.mark.parametrize(
    ("title", "order", "words"),
    [
        ("star,flux", (0, 1), "is a time"),
        ("FrameNo,flux", (0, 1), "frame numbers"),
    ],
)
def test_tables_that_do_not_say_it_are_refused_with_their_titles(
    title: str, order: tuple[int, ...], words: str
) -> None:
    with pytest.raises(FormatError, match=words):
        read(table(title, order=order), "x.csv")


def test_several_fluxes_are_listed_and_the_file_is_called_a_light_curve() -> None:
    data = table("x,JD,flux,flux", order=(4, 0, 1, 2)).replace(b"0.01", b"0.02", 3).replace(b"512.1", b"512.2", 3)
    assert identify(data)
    with pytest.raises(FormatError, match="Columns 1, 3 and 4 may be the flux"):
        read(data, "x.csv")


def test_dates_and_times_of_day_in_two_columns_become_one() -> None:
    assert joined_instants(b"2021-10-18,19:30:01.0,1\n18.10.2021 19:30:02,1\n") == (
        b"2021-10-18T19:30:01.0,1\n18.10.2021T19:30:02,1\n"
    )
    assert joined_instants(b"2021-10-18,1\n") == b"2021-10-18,1\n"


def test_two_columns_of_times_that_differ_are_refused() -> None:
    rows = "".join(
        f"{2459506.312511574 + i / 8640:.9f},2021-10-18T19:{31 + i // 6}:{i % 6}1,1.0{i}\n" for i in range(6)
    )
    reading = read(f"JD,UTC,flux\n{rows}".encode(), "x.csv")
    assert reading.lightcurves == ()
    [finding] = reading.findings
    assert (finding.code, "60.0 s apart" in finding.message) == (FindingCode.TIME_ZONE, True)
    assert read(f"JD(TT),UTC,flux\n{rows}".encode(), "x.csv").lightcurves


def test_rows_of_other_widths_are_named() -> None:
    with pytest.raises(FormatError, match="3 columns, the first one 2") as caught:
        sample_of(b"1.0 2.0\n2.0 3.0\n3.0 4.0 5.0\n4.0 5.0\n", "x")
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("title", "exposure"), [("EXPTIME", 1.2), ("exposure (s)", 1.2), ("exp_time_ms", 0.0012), ("x", None)]
)
def test_a_column_may_give_the_exposure(title: str, exposure: float | None) -> None:
    (curve,) = read(table(f"JD,flux,{title}", order=(0, 1, 3)), "x.csv").lightcurves
    assert curve.exposure == exposure
