-- Escalations are listed as they want somebody: what is open by what is due next (one that is asked for waits since it was), what is over the newest first.
alter table escalation
    add column is_over boolean not null generated always as (state in ('declined', 'ended')) stored,
    add column due_order bigint not null generated always as ((extract(epoch from case when state in ('declined', 'ended')
        then timestamptz '2000-01-01 00:00:00+00' - coalesce(ended_at, requested_at)
        else coalesce(case when state = 'requested' then requested_at else next_update_at end, timestamptz '3000-01-01 00:00:00+00') - timestamptz '2000-01-01 00:00:00+00' end) * 1000000)::bigint) stored;
create index escalation_tier_due on escalation (tier, is_over, due_order, id);
create index escalation_served_due on escalation (served_id, is_over, due_order, id);
