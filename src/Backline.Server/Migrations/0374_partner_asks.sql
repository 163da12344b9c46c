-- Whoever asks the vendor to escalate may be a customer or the partner who serves it.
alter table escalation drop constraint escalation_trigger_check, add constraint escalation_trigger_check
    check (trigger in ('age', 'missed-update', 'no-progress', 'reopened-twice', 'repeated-on-device', 'part-did-not-fix', 'software-bug', 'complexity', 'low-satisfaction', 'cloud-partner-silent', 'customer-asks', 'partner-asks', 'desk'));
update escalation_line l set word = 'partner-asks' from person p
where l.word = 'customer-asks' and l.kind in ('started', 'requested') and l.tier = 'vendor' and p.id = l.actor_id and p.partner_id is not null;
update escalation e set trigger = 'partner-asks'
where trigger = 'customer-asks' and exists (select from escalation_line l where l.account_id = e.account_id and l.escalation_id = e.id and l.kind in ('started', 'requested') and l.word = 'partner-asks');
