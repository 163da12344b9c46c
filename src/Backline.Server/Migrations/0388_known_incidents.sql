-- What is known of a major incident reaches those it may concern before they open a case: the public words alone, and who of the reader's own accounts (CA-3).
alter table major_incident add column next_word_at timestamptz;      -- when the desk says more; null: not promised

-- Whoever opens a case says that it is of a known incident: the desk decides, and links it.
create table major_incident_report (
    account_id   uuid not null,
    partner_id   uuid,
    incident_id  uuid not null references major_incident (id),
    case_id      uuid not null,
    tier         text not null check (tier in ('vendor', 'partner')),
    front_id     uuid,
    served_id    uuid generated always as (coalesce(front_id, partner_id)) stored,
    said_at      timestamptz not null,
    said_by      text not null,
    primary key (account_id, case_id, incident_id),
    foreign key (account_id, case_id) references support_case (account_id, id)
);
create index major_incident_report_incident on major_incident_report (incident_id, case_id);
select protect_case_table('major_incident_report', 'select, insert', '', '');

-- A customer reads those of the desk that serves it: the vendor's, or, under a partner's brand, that partner's (PO-2). A partner reads the vendor's, for its own customers.
create function known_incidents() returns table (id uuid, number text, of_vendor boolean, public_text text, state text, declared_at timestamptz, next_word_at timestamptz, said text, said_at timestamptz, accounts text[], accounts_count bigint)
language sql stable security definer set search_path = public as $$
    with reader as (select nullif(current_setting('backline.account_id', true), '')::uuid as account_id, nullif(current_setting('backline.partner_id', true), '')::uuid as partner_id, coalesce(current_setting('backline.branded', true), '') = 'on' as branded),
    own as (select a.account_id, a.name from account a, reader r where a.account_id = r.account_id or r.account_id is null and a.partner_id = r.partner_id),
    going as (
        select i.* from major_incident i, reader r where i.state in ('declared', 'mitigated') and i.public_text <> ''
            and i.desk_id is not distinct from case when r.account_id is not null and r.branded then r.partner_id end),
    touched as (
        select i.id, o.name from going i, own o, reader r where
            exists (select from major_incident_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id where l.incident_id = i.id and l.account_id = o.account_id and not c.is_private
                and (r.account_id is null and coalesce(l.front_id, l.partner_id) = r.partner_id or r.account_id is not null and (l.tier = 'partner' or l.front_id is null)))
            or exists (select from device d where d.account_id = o.account_id and d.model_id = i.model_id and d.removed_at is null)
            or exists (select from cloud_paper p where p.account_id = o.account_id and p.cloud_partner_id = i.cloud_partner_id and p.withdrawn_at is null and (p.until_day is null or p.until_day >= current_date))
            or exists (select from cloud_incident k where k.account_id = o.account_id and k.cloud_partner_id = i.cloud_partner_id and k.ended_at is null))
    select i.id, i.number, i.desk_id is null, i.public_text, i.state, i.declared_at, i.next_word_at, last.body, last.at, t.names, t.count
    from going i join (select t.id, (array_agg(t.name order by t.name))[1:3] as names, count(*) as count from touched t group by t.id) t on t.id = i.id
    left join lateral (select e.body, e.at from major_incident_event e where e.incident_id = i.id and e.kind in ('told', 'mitigated') order by e.seq desc limit 1) last on true
    order by i.id desc limit 5
$$;
revoke execute on function known_incidents from public;
grant execute on function known_incidents to backline_account, backline_partner;
