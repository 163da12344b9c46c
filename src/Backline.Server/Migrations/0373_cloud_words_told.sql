-- What was passed on of a cloud partner's words stands among what happened, so that nobody passes it on twice.
alter table cloud_incident_event drop constraint cloud_incident_event_kind_check, add constraint cloud_incident_event_kind_check
    check (kind in ('considered', 'asked', 'noted', 'requested', 'opened', 'renumbered', 'moved', 'said', 'told', 'contact', 'silent', 'workaround', 'resolved', 'referred', 'withdrawn', 'linked', 'call'));
