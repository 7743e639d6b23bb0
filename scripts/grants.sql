-- What the account of the running tool may do; run after every `make migrate` by the owner:
--   psql --single-transaction --file scripts/grants.sql DATABASE
-- It owns nothing, so it can't change tables, nor take triggers away or pass them by.
GRANT USAGE ON SCHEMA public TO wachtlijst_tool;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO wachtlijst_tool;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO wachtlijst_tool;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM wachtlijst_tool;
REVOKE UPDATE ON access_log_line, access_log_subject, log_seal, log_cut FROM wachtlijst_tool;
REVOKE DELETE ON log_seal, log_cut FROM wachtlijst_tool;
