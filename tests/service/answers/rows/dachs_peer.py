"""DaCHS' own writer as a process of its own: asked for tables on its input, it writes them on its output.

``python dachs_peer.py FOLDER SOCKET DATABASE USER PASSWORD``. Each line of the input is JSON: ``format`` (as DaCHS
names it), ``sql`` and ``columns``, each with the attributes of an RD's column. Each line of the output is JSON:
``content`` (base64) and ``fields`` (name, datatype, arraysize, null), or ``error``.
"""

import base64
import io
import json
import os
import sys
from pathlib import Path
from typing import Any


def write_settings(home: Path, host: str, database: str, user: str, password: str) -> None:
    """Write the settings of a DaCHS that knows one database."""
    etc = home / "etc"
    etc.mkdir(parents=True)
    (etc / "dsn").write_text(f"host = {host}\nport = 5432\ndatabase = {database}\n")
    for name in ("feed", "trustedquery", "untrustedquery", "admin"):
        (etc / name).write_text(f"include dsn\nuser = {user}\npassword = {password}\n")
    for name in ("inputs", "cache", "logs", "tmp", "state"):
        (home / name).mkdir()
    places = f"[general]\nrootDir: {home}\nconfigDir: etc\nlogDir: {home}/logs\ntempDir: {home}/tmp\n"
    (home / "gavo.rc").write_text(f"{places}cacheDir: {home}/cache\nstateDir: {home}/state\n")
    os.environ["GAVOSETTINGS"] = os.environ["GAVOCUSTOM"] = str(home / "gavo.rc")


def serve(parameters: dict[str, str]) -> None:
    """Answer until the input ends."""
    import psycopg2  # type: ignore[import-untyped]  # noqa: PLC0415 - no stubs
    from gavo import base, formats, rsc, rscdef  # noqa: PLC0415
    from gavo.formats import jsontable, votablewrite  # noqa: F401, PLC0415

    from service.answers.tables.registry import register_formats  # noqa: PLC0415

    register_formats()

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        connection = psycopg2.connect(**parameters)
        try:
            columns = []
            for column in question["columns"]:
                null = column.pop("null", None)
                values = {} if null is None else {"values": base.makeStruct(rscdef.Values, nullLiteral=null)}
                columns.append(base.makeStruct(rscdef.Column, **column, **values))
            table = rsc.QueryTable.fromColumns(columns, question["sql"], connection)
            fields = [
                {key: annotated[key] for key in ("name", "datatype", "arraysize", "nullvalue", "xtype")}
                for annotated in base.SerManager(table)
            ]
            out = io.BytesIO()
            formats.formatData(question["format"], table, out, acquireSamples=False)
            return {"content": base64.b64encode(out.getvalue()).decode(), "fields": fields}
        except Exception as problem:  # noqa: BLE001 - the asker sees it
            return {"error": f"{type(problem).__name__}: {problem}"}
        finally:
            connection.close()

    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    folder, host, database, user, password = sys.argv[1:]
    write_settings(Path(folder), host, database, user, password)
    serve({"host": host, "dbname": database, "user": user, "password": password})
