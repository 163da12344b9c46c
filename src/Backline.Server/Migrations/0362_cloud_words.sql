-- What the cloud partner's program says is an event of its own, and so is a number that was written down wrongly.
alter table cloud_incident_event drop constraint cloud_incident_event_kind_check;
alter table cloud_incident_event add constraint cloud_incident_event_kind_check
    check (kind in ('considered', 'asked', 'noted', 'requested', 'opened', 'renumbered', 'moved', 'said', 'contact', 'silent', 'workaround', 'resolved', 'referred', 'withdrawn', 'linked', 'call'));

-- A wish for an incident is told those of the desk, whom the one who asks can't see: a worker does it.
alter table cloud_incident add column wish_untold boolean not null default false;
create index cloud_incident_wish on cloud_incident (id) where wish_untold;
alter table alarm_notice drop constraint alarm_notice_kind_check;
alter table alarm_notice add constraint alarm_notice_kind_check
    check (kind in ('warning', 'breach', 'escalation', 'call', 'requested', 'escalated', 'update-due', 'cloud-wish'));
