-- What a cloud partner's program says is told those of the desk.
alter table alarm_notice drop constraint alarm_notice_kind_check, add constraint alarm_notice_kind_check
    check (kind in ('warning', 'breach', 'escalation', 'call', 'requested', 'escalated', 'update-due', 'cloud-wish', 'cloud-said'));
