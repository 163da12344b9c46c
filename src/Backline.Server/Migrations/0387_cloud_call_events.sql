-- That a joint call was planned, moved, cancelled or held are kinds of their own; what was kept as one before says which by its shape.
alter table cloud_incident_event drop constraint cloud_incident_event_kind_check, add constraint cloud_incident_event_kind_check
    check (kind in ('considered', 'asked', 'noted', 'owner', 'program', 'requested', 'opened', 'renumbered', 'moved', 'said', 'told', 'contact', 'silent', 'workaround', 'resolved', 'referred', 'withdrawn', 'linked',
        'call', 'call-moved', 'call-cancelled', 'call-held'));
update cloud_incident_event set kind = case when position(E'\n' in body) > 0 then 'call-held' else 'call-cancelled' end
where kind = 'call' and body !~ '^[^\n]+ · \d{4}-\d\d-\d\d \d\d:\d\d UTC · [^\n]+$';
