-- A paper that is taken back is told where an incident goes on under it.
alter table cloud_incident_event drop constraint cloud_incident_event_kind_check, add constraint cloud_incident_event_kind_check
    check (kind in ('considered', 'asked', 'noted', 'owner', 'program', 'paper', 'requested', 'opened', 'renumbered', 'moved', 'said', 'told', 'contact', 'silent', 'workaround', 'resolved', 'referred', 'withdrawn', 'linked', 'call', 'call-moved', 'call-cancelled', 'call-held'));
alter table alarm_notice drop constraint alarm_notice_kind_check, add constraint alarm_notice_kind_check
    check (kind in ('warning', 'breach', 'escalation', 'call', 'requested', 'escalated', 'update-due', 'cloud-wish', 'cloud-said', 'cloud-paper', 'unowned'));
