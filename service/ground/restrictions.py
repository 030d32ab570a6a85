"""What those who ask the database may not do, written into PostgreSQL itself.

DaCHS' parser of ADQL lets few functions through; these rules hold whatever it lets through.
They are written at every start, so that sites made earlier get them, and what DaCHS' upgrades made anew.
"""

#: Role that queries in ADQL run under.
ASKER = "untrusted"
#: Roles of DaCHS itself, which keep what everybody had.
TRUSTED = ("gavo", "gavoadmin")
#: Longest time that a query may take, whatever its job says [s].
LONGEST_QUERY = 3700
#: Functions of pg_catalog that are closed to the asker. Names that a version of PostgreSQL lacks do no harm.
CLOSED_FUNCTIONS = (
    # that make rows or long values of nothing
    "generate_series generate_subscripts regexp_split_to_table string_to_table repeat lpad rpad "
    "json_array_elements json_array_elements_text jsonb_array_elements jsonb_array_elements_text json_each jsonb_each "
    "json_populate_recordset jsonb_populate_recordset json_to_recordset jsonb_to_recordset array_fill "
    # that wait, lock or speak to others
    "pg_sleep pg_sleep_for pg_sleep_until pg_notify pg_listening_channels pg_advisory_lock pg_advisory_lock_shared "
    "pg_advisory_xact_lock pg_advisory_xact_lock_shared pg_try_advisory_lock pg_try_advisory_lock_shared "
    "pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared pg_terminate_backend pg_export_snapshot "
    # that read or write files and large objects
    "pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file pg_ls_logdir pg_ls_waldir pg_ls_tmpdir "
    "pg_ls_archive_statusdir pg_current_logfile pg_tablespace_location pg_relation_filepath pg_relation_filenode "
    "lo_create lo_creat lo_open lo_close lo_import lo_export lo_from_bytea lo_put lo_get lo_unlink lo_lseek lo_lseek64 "
    "lo_tell lo_tell64 lo_truncate lo_truncate64 loread lowrite "
    # that run queries given as text
    "query_to_xml query_to_xmlschema query_to_xml_and_xmlschema table_to_xml table_to_xmlschema "
    "table_to_xml_and_xmlschema schema_to_xml schema_to_xmlschema schema_to_xml_and_xmlschema database_to_xml "
    "database_to_xmlschema database_to_xml_and_xmlschema cursor_to_xml cursor_to_xmlschema ts_stat ts_rewrite "
    # that tell of the server and of others who ask
    "version inet_server_addr inet_server_port inet_client_addr inet_client_port pg_postmaster_start_time "
    "pg_conf_load_time pg_show_all_settings pg_show_all_file_settings pg_config pg_hba_file_rules "
    "pg_ident_file_mappings pg_stat_get_activity pg_stat_get_backend_activity pg_stat_get_backend_client_addr "
    "pg_database_size pg_tablespace_size pg_get_functiondef pg_lock_status"
).split()
#: Views of pg_catalog that are closed to the asker: they show the queries of others, and settings.
CLOSED_VIEWS = (
    "pg_stat_activity pg_stat_ssl pg_stat_gssapi pg_settings pg_file_settings pg_config pg_hba_file_rules pg_roles "
    "pg_user pg_group pg_locks pg_prepared_statements pg_cursors pg_tablespace pg_db_role_setting"
).split()

_CLOSE = """DO $do$
DECLARE one record;
BEGIN
    FOR one IN SELECT oid::regprocedure::text AS name, prokind FROM pg_catalog.pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind IN ('f', 'w') AND proname IN ({functions})
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC, {asker}', one.name);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {trusted}', one.name);
    END LOOP;
    FOR one IN SELECT oid::regclass::text AS name FROM pg_catalog.pg_class
        WHERE relnamespace = 'pg_catalog'::regnamespace AND relname IN ({views})
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, {asker}', one.name);
        EXECUTE format('GRANT SELECT ON %s TO {trusted}', one.name);
    END LOOP;
    -- DaCHS' histogram counts by a series: it may, those who call it may not.
    FOR one IN SELECT oid::regprocedure::text AS name FROM pg_catalog.pg_proc
        WHERE proname = 'hist_sfunc' AND pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', one.name);
    END LOOP;
END $do$"""


def list_restrictions() -> list[str]:
    """Return the statements that a superuser writes the rules by; to be run again does no harm."""
    settings = {
        # Sorts and joins of one session together; a query that needs more ends with an error.
        "temp_file_limit": "1GB",
        "statement_timeout": f"{LONGEST_QUERY}s",
        "idle_in_transaction_session_timeout": "10min",
        "lock_timeout": "2min",
    }
    return [
        *(f"ALTER ROLE {ASKER} SET {name} = '{value}'" for name, value in settings.items()),
        # The rest of the server's connections is left to those who publish and look after it.
        f"ALTER ROLE {ASKER} CONNECTION LIMIT 40",
        "ALTER ROLE gavo SET temp_file_limit = '4GB'",
        *(
            f"ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
            for role in (ASKER, *TRUSTED)
        ),
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {ASKER}",
        _CLOSE.format(
            functions=_quoted(CLOSED_FUNCTIONS),
            views=_quoted(CLOSED_VIEWS),
            asker=ASKER,
            trusted=", ".join(TRUSTED),
        ),
    ]


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
