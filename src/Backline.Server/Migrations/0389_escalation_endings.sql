-- How an escalation ended: somebody said why, its case was closed, or the low rating that it began for was changed. One that was asked for and whose case was
-- closed before anybody decided was never declined.
alter table escalation add column ending text check (ending in ('de-escalated', 'case-ended', 'rating-changed'));
update escalation set state = 'ended', ending = 'case-ended', end_reason = null where state in ('declined', 'ended') and end_reason = case_number;
update escalation set ending = 'de-escalated' where state = 'ended' and ending is null;
