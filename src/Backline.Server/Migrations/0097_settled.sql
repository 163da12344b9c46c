-- Home asks which baselines were set since the last check: an ordered true-up has settled what the check found.
create index baseline_effective on baseline (effective_from);
