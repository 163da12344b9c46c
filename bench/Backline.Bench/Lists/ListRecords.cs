namespace Backline.Bench.Lists;

/// <summary>What stands beside the devices of a programme of that size: contracts, a year of checks, true-ups, quotes, orders, people, contacts, imports, and what the audit log kept.</summary>
internal static class ListRecords
{
    public static async Task FillAsync(BenchDatabase database)
    {
        if (await database.ScalarAsync<bool>("select exists (select from contract)")) return;
        foreach (var sql in Statements) await database.ExecuteAsync(sql);
        await database.ExecuteAsync("vacuum analyze");
    }

    private static readonly string[] Statements =
    [
        "update account set name = name || ' Kestrel Group', name_key = name_key || ' kestrel group' where right(number, 2) = '50'",
        "update account set country = 'FI' where right(number, 2) = '07'",
        """
        insert into plan (id, code, name, settings)
        select md5('plan' || code)::uuid, code, initcap(replace(code, '-', ' ')), '{"covers": "account", "services": ["support", "replacement"], "expiringDays": [90, 60, 30]}'
        from unnest(array['poly-plus', 'poly-plus-enterprise']) code on conflict (code) do nothing
        """,
        """
        insert into contract (account_id, partner_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at, activated_at)
        select a.account_id, a.partner_id, md5('contract' || a.number || c)::uuid, 'CT-' || row_number() over (), p.id, p.code, p.name, p.settings, 'direct', 'EUR', s.starts, s.starts + 364,
            case when c = 0 and a.device_count % 20 = 1 then 'draft' when c = 0 then 'active' when c = 3 and a.device_count % 9 = 1 then 'cancelled' else 'ended' end, now(), now()
        from account a cross join generate_series(0, 3) c
        cross join lateral (select current_date - 200 - c * 365 - (hashtext(a.number) & 127) starts) s
        join plan p on p.code = case when hashtext(a.number) % 5 = 0 then 'poly-plus' else 'poly-plus-enterprise' end
        """,
        """
        insert into contract_category (account_id, partner_id, contract_id, category, counted, expected_additions, advance_percent, unit_price)
        select account_id, partner_id, id, k, 100, 10, 0, 24 from contract, unnest(array['video', 'voice', 'headset']) k where k <> 'headset' or hashtext(number) % 3 = 0
        """,
        """
        insert into baseline_check (account_id, partner_id, id, contract_id, month, counted_at, counted_on, inventory_known, devices, created_by)
        select c.account_id, c.partner_id, md5('check' || c.number || m)::uuid, c.id, date_trunc('month', current_date - m * interval '1 month'), now() - m * interval '1 month', current_date, hashtext(c.number) % 30 <> 0, 400, 'bench'
        from contract c, generate_series(0, 11) m where c.state = 'active'
        """,
        """
        insert into baseline_decision (account_id, partner_id, check_id, category, month, counted, contracted, baseline, trigger_at, outcome, derivation)
        select k.account_id, k.partner_id, k.id, g.category, k.month, case when k.inventory_known then 100 end, 100, 110, 111,
            case when not k.inventory_known then 'unknown' when hashtext(k.id::text) % 25 = 0 then 'true-up' when hashtext(k.id::text) % 11 = 0 then 'close' else 'within' end, '{}'
        from baseline_check k join contract_category g on g.account_id = k.account_id and g.contract_id = k.contract_id
        """,
        """
        insert into true_up (account_id, partner_id, id, number, contract_id, category, state, opened_month, contracted, counted, created_at)
        select account_id, partner_id, md5('trueup' || number)::uuid, 'TU-' || row_number() over (), id, 'video', (array['ordered', 'refused', 'expired', 'open', 'ordered', 'ordered'])[1 + abs(hashtext(number)) % 6],
            date_trunc('month', starts_on), 100, 120, now() - abs(hashtext(number)) % 90000 * interval '10 minutes' from contract where state <> 'draft'
        """,
        """
        insert into quote (account_id, partner_id, id, number, true_up_id, contract_id, revision, state, channel, addressed_to, issued_on, valid_until, currency, amount, units, lines, derivation, created_at)
        select account_id, partner_id, md5('quote' || number || r)::uuid, 'Q-' || number || '-' || r, id, contract_id, r, case when r = 1 then 'superseded' when state = 'open' then 'issued' else state end, 'direct', 'Buyer',
            current_date, current_date + 30, 'EUR', 480, 20, '[]', '{}', created_at + r * interval '1 day' from true_up, generate_series(1, 2) r
        """,
        """
        insert into purchase_order (account_id, partner_id, id, number, quote_id, placed_by, placed_at, currency, amount)
        select account_id, partner_id, md5('order' || number)::uuid, 'PO-' || number, id, 'Buyer', created_at + interval '3 days', currency, amount from quote where state = 'ordered'
        """,
        """
        insert into person (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, name, role, account_id, partner_id,
            language, time_zone, created_at, disabled_at)
        select md5('person' || a.number || p)::uuid, e.email, upper(e.email), e.email, upper(e.email), true, false, false, true, 0, 'Person ' || p || ' of ' || a.number || case when right(a.number, 2) = '50' then ' Kestrel' else '' end,
            case when p = 1 then 'customer-administrator' else 'customer-user' end, a.account_id, null, 'en', 'UTC', now(), case when p = 4 and right(a.number, 1) = '3' then now() end
        from account a, generate_series(1, 4) p, lateral (select lower(a.number) || '.' || p || '@example.com' email) e
        """,
        """
        insert into person (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, name, role, partner_id, language, time_zone, created_at)
        select md5('staff' || p)::uuid, e.email, upper(e.email), e.email, upper(e.email), true, false, false, true, 0, 'Colleague ' || p, case when p % 10 = 0 then 'success-manager' when p % 3 = 0 then 'partner' else 'support-agent' end,
            case when p % 10 <> 0 and p % 3 = 0 then md5('partner1')::uuid end, 'en', 'UTC', now()
        from generate_series(1, 300) p, lateral (select 'colleague.' || p || '@example.com' email) e
        """,
        "update account set success_manager_id = md5('staff' || 10 * (1 + abs(hashtext(number)) % 30))::uuid, success_manager = 'Colleague'",
        """
        insert into contact (account_id, partner_id, id, site_id, name, name_key, language)
        select s.account_id, s.partner_id, md5('contact' || s.number)::uuid, s.id, 'Contact of ' || s.number, lower('Contact of ' || s.number), 'en' from site s
        """,
        """
        insert into invitation (id, email, name, role, account_id, language, token_hash, invited_by, created_at, expires_at)
        select md5('invitation' || number)::uuid, 'new@example.com', 'New', 'customer-user', account_id, 'en', sha256(number::bytea), 'bench', now() - hashtext(number) % 1000 * interval '1 hour', now() + interval '7 days' from account
        """,
        """
        insert into api_key (id, name, prefix, hash, role, account_id, scopes, created_by, created_at)
        select md5('key' || number)::uuid, 'Key', 'bench', sha256(('key' || number)::bytea), 'customer-user', account_id, '{}', 'bench', now() - hashtext(number) % 1000 * interval '1 hour' from account
        """,
        """
        insert into outbox_message (id, account_id, recipient, language, subject, body_text, created_at, due_at, sent_at)
        select md5('mail' || m)::uuid, null, 'somebody@example.com', 'en', 'Subject', repeat('Text. ', 200), now() - m * interval '1 minute', now(), now() from generate_series(1, 20000) m
        """,
        """
        insert into stored_file (account_id, partner_id, id, name, media_type, bytes, sha256, created_at)
        select account_id, partner_id, md5('file' || number)::uuid, 'inventory.csv', 'text/csv', 1, sha256(number::bytea), now() from account
        """,
        """
        insert into import (account_id, partner_id, id, number, file_id, file_name, sha256, bytes, format, state, created_by, created_at)
        select account_id, partner_id, md5('import' || number || m)::uuid, 'I-' || number || '-' || m, md5('file' || number)::uuid, 'inventory.csv', sha256(number::bytea), 1, 'lens-inventory',
            case when m = 1 and right(number, 1) = '5' then 'previewed' when m = 2 and right(number, 2) = '11' then 'refused' else 'confirmed' end, 'bench', now() - m * interval '30 days' - abs(hashtext(number)) % 43000 * interval '1 minute'
        from account, generate_series(1, 4) m
        """,
        """
        insert into audit_entry (account_id, partner_id, sequence, id, at, action, subject_type, subject_id, subject_number, details_hash, previous_hash, hash)
        select account_id, partner_id, n, md5('audit' || number || n)::uuid, now() - n * interval '1 day' - abs(hashtext(number)) % 86400 * interval '1 second',
            case when n % 40 = 0 then 'contract.activated' else 'device.changed' end, 'device', md5('device' || n)::uuid, 'D-' || n, '', '', sha256((number || n)::bytea)
        from account, generate_series(1, 100) n
        """,
        """
        insert into audit_detail (account_id, partner_id, sequence, salt, actor, after)
        select account_id, partner_id, sequence, '', case when sequence % 9 = 0 then 'Import' else 'Person ' || sequence % 7 end, '{"room": "R7"}' from audit_entry
        """,
    ];
}
