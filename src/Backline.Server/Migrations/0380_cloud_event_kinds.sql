-- Who looks after an incident with a cloud partner, and that a program does, are kinds of their own: they are no findings.
alter table cloud_incident_event drop constraint cloud_incident_event_kind_check, add constraint cloud_incident_event_kind_check
    check (kind in ('considered', 'asked', 'noted', 'owner', 'program', 'requested', 'opened', 'renumbered', 'moved', 'said', 'told', 'contact', 'silent', 'workaround', 'resolved', 'referred', 'withdrawn', 'linked', 'call'));
update cloud_incident_event e set kind = 'program' from cloud_incident i join cloud_partner p on p.id = i.cloud_partner_id
where i.account_id = e.account_id and i.id = e.incident_id and e.kind = 'noted' and e.body = p.name;
update cloud_incident_event set kind = 'owner' where kind = 'noted' and body <> '';
