-- Whoever asked says which model a unit is that no inventory has: that is its own reason.
alter table case_change drop constraint case_change_kind_check;
alter table case_change add constraint case_change_kind_check check (kind in ('model', 'moved', 'privacy'));
alter table case_change alter column reason drop not null;
alter table case_change add constraint case_change_reason_given check (kind = 'model' or reason is not null);
