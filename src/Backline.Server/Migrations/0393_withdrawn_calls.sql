-- A case that is done calls nobody, also one whose call was overdue already: said, not read from times.
alter table escalation_call add column withdrawn_at timestamptz;
update escalation_call set withdrawn_at = lapsed_at where lapsed_at < due_at;
