-- Whoever was called, by what does not change; the names stay as they were then.
alter table escalation_call add column people_ids uuid[] not null default '{}';
update escalation_call k set people_ids = array(
    select p.id from person p where p.name = any (k.people) and p.account_id is null and p.partner_id is not distinct from case when k.tier = 'partner' then k.front_id end)
where k.acknowledged_at is null;

-- A duty holds on the days it names, by the clock of whoever has it.
create function duty_holds(from_day date, until_day date, zone text, at timestamptz) returns boolean language sql stable as $$
    select (at at time zone zone)::date between coalesce(from_day, '-infinity'::date) and coalesce(until_day, 'infinity'::date)
$$;
