"""Files of light curves to test with, written from the numbers given."""

from pathlib import Path

import numpy as np

PYMOVIE_HEAD = (
    "# PyMovie Version 4.1.3\n# source: C:/Users/wherschel/Videos/hildrun.avi\n{date}"
    "FrameNum,timeInfo,signal-target,signal-ref1,appsum-target,appsum-ref1\n"
)


def pymovie(
    folder: Path, *, start: str = "20:02:00", n_readings: int = 300, step: float = 0.2, date: str = "", name: str = "lc"
) -> Path:
    """Write a PyMovie file of a target with a drop of 4 s, and a comparison star."""
    hour, minute, second = start.split(":")
    first = int(hour) * 3600 + int(minute) * 60 + float(second)
    lines = []
    rng = np.random.default_rng(928)
    for number in range(n_readings):
        seconds = first + number * step
        clock = f"{int(seconds // 3600) % 24:02d}:{int(seconds // 60) % 60:02d}:{seconds % 60:07.4f}"
        depth = 200.0 if 150 <= number < 170 else 1000.0
        target, reference = depth + rng.normal(0, 20), 2000.0 + rng.normal(0, 20)
        lines.append(f"{number}.00,[{clock}],{target:.2f},{reference:.2f},{target + 500:.2f},{reference + 500:.2f}\n")
    head = PYMOVIE_HEAD.format(date=f"# date at frame 0: {date}\n" if date else "")
    path = folder / f"{name}.csv"
    path.write_text(head + "".join(lines), encoding="utf-8")
    return path


def vizier(
    folder: Path,
    *,
    body: str = "928: Hildrun",
    star: str = "350-187717",
    place: str = "+13:22:13.8: +52:58:48.4: 37",
    observer: str = "W. Herschel",
    date: str = "2022-8-25 20:2:0.00",
    name: str = "(928)_20220825_200200-00.dat",
) -> Path:
    """Write a file of the light curve archive B/occ: 100 readings in 49.5 s, three of them lost."""
    values = ["9000" if not 60 <= number < 68 else "1500" for number in range(100)]
    values[3] = values[40] = values[99] = ""
    values[10] = "9524"
    lines = (
        f"Date: {date}: 49.50: 100",
        f"Star: 0: 0: 0: 0: 0-0-1: {star}",
        f"Observer: {place}: {observer}",
        f"Object: Asteroid: {body}",
        "Values:" + ":".join(values),
    )
    path = folder / name
    path.write_bytes("".join(line + "\r\n" for line in lines).encode())
    return path


def sora(folder: Path, *, first_jd: float = 2459817.3354166667, n_readings: int = 200, name: str = "lc.dat") -> Path:
    """Write a light curve as SORA reads it: Julian Date and flux."""
    path = folder / name
    rng = np.random.default_rng(7)
    rows = (f"{first_jd + number * 0.1 / 86400:.8f} {rng.normal(1, 0.05):.6f}\n" for number in range(n_readings))
    path.write_text("".join(rows), encoding="utf-8")
    return path
