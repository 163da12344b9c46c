-- What a desk keeps for itself: its templates, and the filters its people saved. The vendor's desk has the empty id, a partner's its own; customers
-- save filters too, under their account's.
create function protect_desk_table(t regclass, grants text) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('create policy vendor on %s to backline_vendor using (desk_id = ''00000000-0000-0000-0000-000000000000'')', t);
    execute format('create policy jobs on %s to backline_jobs using (true) with check (true)', t);
    execute format('create policy partner on %s to backline_partner using (desk_id = nullif(current_setting(''backline.partner_id'', true), '''')::uuid)', t);
    execute format('create policy account on %s to backline_account using (desk_id = nullif(current_setting(''backline.account_id'', true), '''')::uuid)', t);
    execute format('grant %s on %s to backline_vendor, backline_partner, backline_account, backline_jobs', grants, t);
end $$;

-- Replies ready to be sent, by language, with what is done along with them. One with the code of a shipped one stands in its place.
create table reply_template (
    desk_id     uuid not null,
    code        text not null check (code ~ '^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$'),
    name        text not null check (name <> ''),
    texts       jsonb not null,                              -- by language
    actions     jsonb not null,
    changed_at  timestamptz not null,
    changed_by  text not null,
    version     bigint not null default 1,
    primary key (desk_id, code)
);
select protect_desk_table('reply_template', 'select, insert, update, delete');

create table case_view (
    desk_id     uuid not null,
    id          uuid not null,
    owner       text not null,
    name        text not null check (name <> ''),
    shared      boolean not null,                            -- with all of the desk
    question    jsonb not null,
    created_at  timestamptz not null,
    created_by  text not null,
    primary key (desk_id, id)
);
create unique index case_view_name on case_view (desk_id, owner, lower(name));
select protect_desk_table('case_view', 'select, insert, delete');
