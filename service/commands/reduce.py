"""``umbra reduce``: chords and limbs are computed anew, published and printed."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ingest.archive.archive import Archive
from ingest.archive.record_json import JsonObject, full_object
from ingest.ephemerides.ephemerides import Ephemerides
from ingest.ephemerides.ephemeris_files import ephemerides_folder
from ingest.events.event_reduction import Reduction
from ingest.events.rows import public_event
from schemas.codes import Outcome
from schemas.errors import UmbraError
from schemas.finding import Severity
from schemas.limb import Limb
from service.commands.options import NOT_RUNNING, var_option
from service.ground.account import become_service, is_root, open_way
from service.ground.clock import now_mjd
from service.ground.database import SiteDownError
from service.ground.layout import Layout
from service.publishing.publishing import publish


class EventUnknownError(UmbraError):
    """An event that the archive does not hold."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"There is no public event {event_id} in the archive.", "look it up in occ.event")


@click.command(
    epilog="\b\nExamples:\n  umbra reduce\n  umbra reduce 20170622_10199_chariklo"
    "\n  umbra reduce --json | jq '.[].limbs'"
)
@click.argument("events", nargs=-1, metavar="[EVENT]...")
@var_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, an object an event.")
def reduce(events: tuple[str, ...], var: Path, as_json: bool) -> None:
    """Compute chords and limbs of events anew, of all if none is named, and publish them.

    Ingesting reports and adding ephemerides do this by themselves. Exit status 1: a report has no chord, 3: the site
    is not running and nothing was published.
    """
    var = var.absolute()
    if is_root() and var.exists():
        open_way(var)
    become_service(permanent=False)
    is_well, done = True, []
    lead = "["
    for event_id, reduction in reduce_events(Layout(var).archive, events, now_mjd()):
        is_well = is_well and not any(finding.severity == Severity.ERROR for finding in reduction.findings)
        done.append(event_id)
        if as_json:
            click.echo(lead + json.dumps(as_object(event_id, reduction), ensure_ascii=False), nl=False)
            lead = ",\n"
        else:
            click.echo("\n".join(lines(event_id, reduction)))
    if as_json:
        click.echo("[]" if lead == "[" else "]")
    try:
        published = publish(var, now_mjd, also=done)
    except SiteDownError:
        click.echo("The site is not running: nothing was published.", err=True)
        raise click.exceptions.Exit(NOT_RUNNING) from None
    click.echo(f"Published: {published.n_events} events, {published.n_rows} rows.", err=True)
    if not is_well:
        raise click.exceptions.Exit(1)


def reduce_events(folder: Path, events: Sequence[str], now: float) -> Iterator[tuple[str, Reduction]]:
    """Reduce events of an archive, all if none is named.

    Raises
    ------
    EventUnknownError
        If one does not exist or is not public.
    """
    with Archive(folder) as archive, Ephemerides(ephemerides_folder(folder)) as ephemerides:
        for event_id in events or archive.index.event_ids():
            public = public_event(archive, event_id, now=now)
            if public is not None:
                yield event_id, public.reduce(ephemerides)
            elif events:
                raise EventUnknownError(event_id)


def as_object(event_id: str, reduction: Reduction) -> JsonObject:
    """Return the reduction of an event as `umbra reduce --json` prints it; fields are named as the columns."""
    return {
        "event_id": event_id,
        "ephemeris": None if reduction.plane is None else reduction.plane.ephemeris,
        "chords": [full_object(chord) for chord in reduction.chords],
        "limbs": [full_object(limb) for limb in reduction.limbs],
        "residuals": [full_object(residual) for residual in reduction.residuals],
        "corrections": [full_object(correction) for correction in reduction.corrections],
        "findings": [full_object(finding) for finding in reduction.findings],
    }


def lines(event_id: str, reduction: Reduction) -> Iterator[str]:
    """Return the reduction of an event in lines for a person."""
    n_negative = sum(chord.outcome == Outcome.NEGATIVE for chord in reduction.chords)
    ephemeris = "no ephemeris" if reduction.plane is None else reduction.plane.ephemeris
    yield f"{event_id}: {reduction.n_chords} chords, {n_negative} negative paths ({ephemeris})"
    for limb in reduction.limbs:
        yield f"  limb ({limb.component}): {limb_words(limb)}"
    for finding in reduction.findings:
        hint = f" ({finding.hint})" if finding.hint else ""
        words = (f"  {finding.severity}:", finding.report_id, finding.column_name, finding.message)
        yield " ".join(word for word in words if word) + hint


def limb_words(limb: Limb) -> str:
    """Return a limb in one line."""
    angle = f", PA {_with_error(limb.position_angle, limb.position_angle_err, 1)} deg" if limb.position_angle else ""
    return (
        f"{_with_error(limb.semi_major, limb.semi_major_err)} x {_with_error(limb.semi_minor, limb.semi_minor_err)} km"
        f"{angle}, centre {_with_error(limb.center_f, limb.center_f_err)} E"
        f" {_with_error(limb.center_g, limb.center_g_err)} N km, {limb.constrained}, {limb.n_chords} chords,"
        f" chi2 {limb.chi2:.2f} of {limb.dof}"
    )


def _with_error(value: float | None, error: float | None, decimals: int = 2) -> str:
    if value is None:
        return "-"
    return f"{value:.{decimals}f}" if error is None else f"{value:.{decimals}f} ± {error:.{decimals}f}"
