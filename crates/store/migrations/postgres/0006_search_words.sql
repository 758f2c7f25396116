-- PostgreSQL only: words are compared byte by byte, so that all that begin alike stand together, whatever the
-- language of the database.
alter table booking_word alter column word type text collate "C";
