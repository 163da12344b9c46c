-- Kept answers belong to whoever asked, as everything does; what is in them is sealed (see IdempotencyFilter). Answers kept until now are given up:
-- they would not be readable, and a repeated request is judged anew.
delete from idempotency_key;
alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;
create policy asker on idempotency_key to backline_vendor, backline_partner, backline_account using (owner = current_setting('backline.asker', true));
create policy jobs on idempotency_key to backline_jobs using (true) with check (true);

-- A six-digit code signs in once (RFC 6238, 5.2), although it is good for a minute or two.
create table used_code (
    person_id  uuid not null,
    code_hash  bytea not null,
    used_at    timestamptz not null,
    primary key (person_id, code_hash)
);
grant select, insert, update, delete on used_code to backline_app;
revoke all on used_code from backline_vendor, backline_partner, backline_account, backline_jobs;

-- Keys outlive whoever made them, for programs run on; whoever ends a person's access is told which those are.
alter table api_key add column created_by_id uuid;
create index api_key_created_by on api_key (created_by_id) where created_by_id is not null and revoked_at is null;
