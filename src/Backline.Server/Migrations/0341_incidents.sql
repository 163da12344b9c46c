-- Major incidents: one cause behind many cases, at one desk (CA-3). Whoever asked sees that the case belongs to one, and its public text.
create sequence major_incident_number_seq start 1;
create sequence major_incident_event_seq;
grant usage on major_incident_number_seq, major_incident_event_seq to backline_vendor, backline_partner, backline_jobs;
create table major_incident (
    id                uuid primary key,
    number            text not null unique,
    desk_id           uuid references partner (id),          -- the partner whose desk it is; null: the vendor's
    title             text not null check (title <> ''),
    public_text       text not null,
    state             text not null check (state in ('candidate', 'declared', 'mitigated', 'resolved', 'dismissed')),
    workaround        text,
    reason            text,
    note              text,                                  -- written when it is over: what happened, and what is learnt
    model_id          uuid references model (id),
    cloud_partner_id  uuid references cloud_partner (id),
    opened_by         text not null,
    opened_at         timestamptz not null,
    declared_at       timestamptz,
    mitigated_at      timestamptz,
    ended_at          timestamptz,
    version           bigint not null default 1
);
create index major_incident_newest on major_incident (id desc);
create index major_incident_desk on major_incident (desk_id, id desc);

create table major_incident_event (
    incident_id  uuid not null references major_incident (id),
    seq          bigint not null default nextval('major_incident_event_seq'),
    desk_id      uuid,
    at           timestamptz not null,
    kind         text not null check (kind in ('opened', 'described', 'declared', 'mitigated', 'resolved', 'dismissed', 'linked', 'unlinked', 'told', 'reviewed')),
    author       text not null,
    body         text not null default '',
    cases        integer not null default 0,                 -- how many it reached
    primary key (incident_id, seq)
);

create table major_incident_case (
    account_id   uuid not null,
    partner_id   uuid,
    incident_id  uuid not null references major_incident (id),
    case_id      uuid not null,
    tier         text not null check (tier in ('vendor', 'partner')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    -- what whoever asked sees of it
    number       text not null,
    public_text  text not null,
    state        text not null check (state in ('candidate', 'declared', 'mitigated', 'resolved', 'dismissed')),
    linked_at    timestamptz not null,
    primary key (account_id, case_id, incident_id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index major_incident_case_incident on major_incident_case (incident_id, case_id);
create index major_incident_case_case on major_incident_case (case_id);
select protect_case_table('major_incident_case', 'select, insert, update, delete', '', '');

do $$
declare t text;
begin
    foreach t in array array['major_incident', 'major_incident_event'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy vendor on %I to backline_vendor using (desk_id is null)', t);
        execute format('create policy jobs on %I to backline_jobs using (true)', t);
        execute format('create policy partner on %I to backline_partner using (desk_id = nullif(current_setting(''backline.partner_id'', true), '''')::uuid)', t);
        execute format('grant select, insert, update on %I to backline_vendor, backline_partner, backline_jobs', t);
    end loop;
end $$;
revoke update on major_incident_event from backline_vendor, backline_partner, backline_jobs;

-- Defects and wishes for features: records of the vendor's, linked to cases and to the release that brings the fix (EC-7).
create sequence defect_number_seq start 1;
grant usage on defect_number_seq to backline_vendor, backline_jobs;
create table defect (
    id           uuid primary key,
    number       text not null unique,
    kind         text not null check (kind in ('defect', 'feature-request')),
    title        text not null check (title <> ''),
    public_text  text not null,
    description  text not null default '',
    model_id     uuid references model (id),
    found_in     text not null default '',
    state        text not null check (state in ('reported', 'accepted', 'in-progress', 'fixed', 'released', 'declined')),
    fixed_in     text,
    reason       text,
    opened_by    text not null,
    opened_at    timestamptz not null,
    ended_at     timestamptz,
    version      bigint not null default 1
);
create index defect_newest on defect (id desc);
create index defect_model on defect (model_id, id desc);
grant select, insert, update on defect to backline_vendor, backline_jobs;

create table defect_case (
    account_id   uuid not null,
    partner_id   uuid,
    defect_id    uuid not null references defect (id),
    case_id      uuid not null,
    tier         text not null default 'vendor' check (tier in ('vendor')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    -- what whoever asked sees of it
    number       text not null,
    kind         text not null check (kind in ('defect', 'feature-request')),
    public_text  text not null,
    state        text not null check (state in ('reported', 'accepted', 'in-progress', 'fixed', 'released', 'declined')),
    fixed_in     text,
    linked_at    timestamptz not null,
    told_at      timestamptz,                                -- of the release, or that there is none: once
    primary key (account_id, case_id, defect_id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index defect_case_defect on defect_case (defect_id, case_id);
create index defect_case_case on defect_case (case_id);
select protect_case_table('defect_case', 'select, insert, update, delete', '', '');
