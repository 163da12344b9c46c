-- What was said last of an incident to all its cases: whoever asked reads it there, and not only what was known at first.
alter table major_incident_case add column said text, add column said_at timestamptz;
update major_incident_case c set said = e.body, said_at = e.at from major_incident_event e
where e.incident_id = c.incident_id and e.seq = (select max(seq) from major_incident_event l where l.incident_id = c.incident_id and l.kind in ('told', 'mitigated', 'resolved'));
