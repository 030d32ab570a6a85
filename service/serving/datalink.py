"""The border to DaCHS' datalink: descriptors, links, deliveries and errors of all collections in one dialect.

The resource descriptors call the functions of this module and no others: ``describe_...`` in their
``descriptorGenerator``, `links` in their ``metaMaker`` and `deliver` in their ``dataFunction``.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from gavo import base, formats, rsc, svcs
from gavo.protocols import datalink
from twisted.web import static

from service.serving import event_serving, lightcurve_serving, standard_curves
from service.serving.holding import (
    AbsentError,
    Holding,
    KeptFile,
    ParameterError,
    Readings,
    TimeSeries,
    WithheldError,
)


class Descriptor(datalink.DatalinkDescriptorMixin):  # type: ignore[misc]
    """A datalink descriptor of DaCHS that carries the thing an identifier names.

    Parameters
    ----------
    identifier
        What was asked for.
    holding
        The thing that it names.
    """

    def __init__(self, identifier: str, holding: Holding) -> None:
        self.pubDID = identifier
        self.holding = holding


def describe_event(identifier: str) -> object:
    """Return the descriptor of an event, or DaCHS' fault without one."""
    name = _printable(identifier)
    return _descriptor(name, event_serving.find(name), "There is no event of this identifier.")


def describe_lightcurve(identifier: str) -> object:
    """Return the descriptor of a light curve or an attachment, or DaCHS' fault without one."""
    name = _printable(identifier)
    with base.getTableConn() as connection:
        found = lightcurve_serving.find(connection, name)
    return _descriptor(name, found, "There is no light curve and no attachment of this identifier.")


def describe_photometry(identifier: str) -> object:
    """Return the descriptor of a target, its light curve or a catalogue, or DaCHS' fault without one."""
    name = _printable(identifier)
    with base.getTableConn() as connection:
        found = standard_curves.find(connection, name)
    return _descriptor(name, found, "There is no target, light curve or catalogue of this identifier.")


def _printable(identifier: str) -> str:
    """Return an identifier without control characters, which no database and no XML document takes."""
    return "".join(letter for letter in identifier if letter.isprintable())


def _descriptor(identifier: str, found: Holding | None, missing: str) -> object:
    if found is None:
        return datalink.DatalinkFault.NotFoundFault(identifier, missing)
    return Descriptor(identifier, found)


def links(descriptor: Descriptor) -> Iterator[object]:
    """Return the links of what a descriptor carries, as DaCHS has them."""
    for link in descriptor.holding.links(base.getConfig("web", "serverURL")):
        yield descriptor.makeLink(
            link.url,
            semantics=link.semantics,
            description=link.description,
            contentType=link.media_type,
            contentLength=link.length,
            contentQualifier=link.qualifier,
            localSemantics=link.local,
        )


def deliver(rd: Any, descriptor: Descriptor, wanted: Mapping[str, Any]) -> object:  # noqa: ANN401 - of DaCHS
    """Return what is asked for as DaCHS sends it: media type and content, or a file.

    Parameters
    ----------
    rd
        The collection's resource descriptor, which declares the tables of time series.
    descriptor
        A descriptor of this module.
    wanted
        Parameters of the request.

    Raises
    ------
    gavo.base.ValidationError, gavo.svcs.ForbiddenURI, gavo.svcs.UnknownURI
        It is not handed out.
    """
    try:
        delivery = descriptor.holding.deliver(wanted)
    except ParameterError as error:
        raise base.ValidationError(str(error), error.parameter) from error
    except WithheldError as error:
        raise svcs.ForbiddenURI(str(error)) from error
    except AbsentError as error:
        raise svcs.UnknownURI(str(error)) from error
    if isinstance(delivery, TimeSeries):
        return delivery.media_type, _write(rd, delivery)
    if isinstance(delivery, KeptFile):
        return _file(delivery)
    return delivery.media_type, delivery.content


def _file(kept: KeptFile) -> object:
    file: Any = static.File(str(kept.path))  # type: ignore[no-untyped-call]
    # Twisted would take both from the name.
    file.type, file.encoding = kept.media_type, None
    return file


def _write(rd: Any, series: TimeSeries) -> bytes:  # noqa: ANN401 - a resource descriptor of DaCHS
    tables = [_table(rd, table, series.definition) for table in series.tables]
    # DaCHS looks for the first one under the name that its definition gives.
    keys = [series.definition, *(f"table{number}" for number in range(1, len(tables)))]
    data = rsc.Data(rd.getById(series.data), dict(zip(keys, tables, strict=True)))
    stream = io.BytesIO()
    formats.formatData(series.media_type, data, stream)
    return stream.getvalue()


def _table(rd: Any, readings: Readings, otherwise: str) -> object:  # noqa: ANN401 - a resource descriptor of DaCHS
    definition = rd.getById(readings.definition if readings.definition in rd.idmap else otherwise)
    table = rsc.TableForDef(definition, rows=readings.rows)
    for name in (param.name for param in definition.params if param.name in readings.parameters):
        table.setParam(name, readings.parameters[name])
    return table
