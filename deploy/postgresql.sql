-- The two roles and the database. Run once, as a superuser, with psql, which asks for both passwords:
--   psql -f deploy/postgresql.sql postgres
-- The owner migrates, and is used for nothing else. The application's role owns nothing: it can neither drop a trigger nor
-- disable one, neither change a trail row nor empty a table. `migrate` gives it its rights, table by table.
\set ON_ERROR_STOP on
CREATE ROLE jiannuo_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE jiannuo_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
\echo Password of the owner, for DATABASE_OWNER_URL:
\password jiannuo_owner
\echo Password of the application, for DATABASE_URL:
\password jiannuo_app
CREATE DATABASE jiannuo OWNER jiannuo_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE jiannuo FROM PUBLIC;
GRANT CONNECT ON DATABASE jiannuo TO jiannuo_app;
\connect jiannuo
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO jiannuo_owner;
-- A commit that was answered "done" is on the disk; evidence bears nothing less. This is PostgreSQL's default, said aloud.
ALTER DATABASE jiannuo SET synchronous_commit = on;
ALTER ROLE jiannuo_app IN DATABASE jiannuo SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE jiannuo_app IN DATABASE jiannuo SET lock_timeout = '30s';
