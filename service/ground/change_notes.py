"""PostgreSQL notes which table was changed, so that an answer need not be sent again while no table of it changed.

A table that is published has one row in `NOTES`: a version that no state of the table had before. Whoever changes rows
changes the version in the same transaction, whatever program it is, so that a query sees both or none of them. A
transaction that is broken off changes neither. Tables get their trigger when they are made. What changes definitions
of tables, views or functions changes the version of relation 0.
"""

from service.ground.restrictions import ASKER

#: Schema of the notes, which only the superuser writes in.
SCHEMA = "umbra_changes"
#: Table of the notes: ``relation`` (its oid, 0 for all definitions), ``version``, ``writer`` (a transaction).
NOTES = f"{SCHEMA}.version"
#: The trigger's function.
NOTE_ROWS = f"{SCHEMA}.note_rows"
#: Schemas whose tables are not published, or written all the time.
_UNWATCHED = ("dc", "information_schema", "pg_catalog", "public", "tap_schema", "tap_user", "umbra", SCHEMA)

_TABLES = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {NOTES} (relation oid PRIMARY KEY, version uuid NOT NULL, writer xid8 NOT NULL);
GRANT USAGE ON SCHEMA {SCHEMA} TO {ASKER};
GRANT SELECT ON {NOTES} TO {ASKER};
"""
_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.note(relation oid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO {NOTES} AS known VALUES (relation, gen_random_uuid(), pg_current_xact_id())
    -- One new version for each transaction is enough: others see none of the states between its statements.
    ON CONFLICT (relation) DO UPDATE SET version = excluded.version, writer = excluded.writer
    WHERE known.writer <> excluded.writer
$$;
CREATE OR REPLACE FUNCTION {NOTE_ROWS}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM {SCHEMA}.note(TG_RELID);
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION {SCHEMA}.watch(wanted oid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM pg_class AS c WHERE c.oid = wanted AND c.relkind = 'r' AND c.relpersistence = 'p'
        AND c.relnamespace::regnamespace::text <> ALL (ARRAY{list(_UNWATCHED)!r});
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM FROM pg_trigger AS t WHERE t.tgrelid = wanted AND t.tgfoid = '{NOTE_ROWS}'::regproc;
    IF NOT FOUND THEN
        EXECUTE format('CREATE TRIGGER umbra_changes AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s '
            'FOR EACH STATEMENT EXECUTE FUNCTION {NOTE_ROWS}()', wanted::regclass);
    END IF;
    PERFORM {SCHEMA}.note(wanted);
END $$;
CREATE OR REPLACE FUNCTION {SCHEMA}.note_definitions() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    one record;
BEGIN
    -- Uploads of those who ask are temporary tables or in tap_user; who may read what changes no table.
    FOR one IN SELECT * FROM pg_event_trigger_ddl_commands()
        WHERE command_tag NOT IN ('GRANT', 'REVOKE', 'COMMENT') AND NOT in_extension
        AND coalesce(schema_name, '') NOT IN ('pg_temp', 'tap_user')
    LOOP
        PERFORM {SCHEMA}.note(0);
        IF one.command_tag IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO') THEN
            PERFORM {SCHEMA}.watch(one.objid);
        END IF;
    END LOOP;
END $$;
CREATE OR REPLACE FUNCTION {SCHEMA}.note_drops() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM pg_event_trigger_dropped_objects()
        WHERE NOT is_temporary AND coalesce(schema_name, '') NOT IN ('pg_temp', 'tap_user');
    IF FOUND THEN
        PERFORM {SCHEMA}.note(0);
        DELETE FROM {NOTES} WHERE relation IN (SELECT objid FROM pg_event_trigger_dropped_objects()
            WHERE classid = 'pg_class'::regclass AND objsubid = 0);
    END IF;
END $$;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC;
"""  # noqa: S608 - words of ours
_TRIGGERS = f"""
DROP EVENT TRIGGER IF EXISTS umbra_definitions;
CREATE EVENT TRIGGER umbra_definitions ON ddl_command_end EXECUTE FUNCTION {SCHEMA}.note_definitions();
DROP EVENT TRIGGER IF EXISTS umbra_drops;
CREATE EVENT TRIGGER umbra_drops ON sql_drop EXECUTE FUNCTION {SCHEMA}.note_drops();
"""
_WATCH_ALL = f"SELECT count({SCHEMA}.watch(oid)) FROM pg_class WHERE relkind = 'r'"  # noqa: S608 - words of ours
_NOTE_ALL = f"SELECT {SCHEMA}.note(0)"


def list_change_notes() -> list[str]:
    """Return the statements by which a superuser lets changes be noted; to be run again does no harm."""
    return [_TABLES, _FUNCTIONS, _TRIGGERS, _WATCH_ALL, _NOTE_ALL]
