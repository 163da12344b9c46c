-- Sessions whose people signed out. A cookie can't be called back: whoever has a copy of it is told here that it counts no more.
create table ended_session (
    session_id  uuid primary key,
    ended_at    timestamptz not null
);
create index ended_session_ended on ended_session (ended_at);
grant select, insert, delete on ended_session to backline_app;
revoke all on ended_session from backline_vendor, backline_partner, backline_account, backline_jobs;
