-- The list of escalations: a call that waits for an answer comes before all that is only due (no moment is as early as its), and of what is due at the same
-- time the gravest is first, an account's before a case's. Both stand with the escalation, so that the list is read by its index.
alter table escalation
    add column answer_by timestamptz,                        -- by when those whom its highest level calls are to answer
    add column severity  text check (severity in ('p1', 'p2', 'p3', 'p4'));
update escalation e set severity = c.severity from support_case c where c.account_id = e.account_id and c.id = e.case_id;
update escalation e set answer_by = k.due_at from support_case c
    join lateral (select o.due_at from escalation_call o where o.account_id = c.account_id and o.case_id = c.id and o.acknowledged_at is null and o.withdrawn_at is null order by o.level desc limit 1) k on true
where c.account_id = e.account_id and c.id = e.case_id and e.state = 'active' and c.state in ('open', 'waiting');
alter table escalation drop column due_order;
alter table escalation add column due_order bigint not null generated always as (((extract(epoch from case when state in ('declined', 'ended')
        then timestamptz '2000-01-01 00:00:00+00' - coalesce(ended_at, requested_at)
        else coalesce(answer_by, case when state = 'requested' then requested_at else next_update_at end, timestamptz '3000-01-01 00:00:00+00') - timestamptz '2000-01-01 00:00:00+00' end) * 1000000)::bigint
    - case when answer_by is not null and state = 'active' then 100000000000000000 else 0 end) * 10 + coalesce(substr(severity, 2)::integer, 0)) stored;
create index escalation_tier_due on escalation (tier, is_over, due_order, id);
create index escalation_served_due on escalation (served_id, is_over, due_order, id);
