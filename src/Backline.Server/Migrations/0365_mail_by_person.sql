-- Who wrote what a mail says: only what a machine writes is marked so (RFC 3834).
alter table outbox_message add column by_person boolean not null default false;
