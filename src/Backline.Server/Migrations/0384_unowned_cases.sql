-- A case of the highest severity that nobody has is told at once.
alter table alarm_notice drop constraint alarm_notice_kind_check, add constraint alarm_notice_kind_check
    check (kind in ('warning', 'breach', 'escalation', 'call', 'requested', 'escalated', 'update-due', 'cloud-wish', 'cloud-said', 'unowned'));
