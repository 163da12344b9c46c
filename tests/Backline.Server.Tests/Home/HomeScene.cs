using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Home;

/// <summary>An account with an active contract, 30 devices above its video baseline, and what waits because of it.</summary>
internal static class HomeScene
{
    public static async Task<Guid> BuildAsync(Seed seed, string name, Guid? partner = null)
    {
        var account = await seed.AccountAsync(name, partner);
        await seed.ExecuteAsync("update account set device_count = 234, inventory_source = 'report' where account_id = $1", account);
        await seed.ExecuteAsync(
            """
            insert into device (account_id, id, partner_id, model_id, category, model_name, serial, serial_key, source, first_seen_at, last_seen_at, updated_at)
            select $1, gen_random_uuid(), $2, m.id, m.category, m.name, 'V' || n, 'V' || n, 'lens-inventory', now(), now(), now()
            from (select id, category, name from model where category = 'video' and lifecycle = 'active' order by name limit 1) m, generate_series(1, 230) n
            """, account, partner);
        await seed.ExecuteAsync(
            """
            insert into device (account_id, id, partner_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at)
            select $1, gen_random_uuid(), $2, 'unknown', 'Studio X99', 'U' || n, 'U' || n, 'lens-inventory', now(), now() from generate_series(1, 4) n
            """, account, partner);
        var contract = Guid.CreateVersion7();
        await seed.ExecuteAsync(
            """
            insert into contract (account_id, partner_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at, activated_at)
            select $1, $2, $3, 'CT-' || nextval('contract_number_seq'), id, code, name, settings, 'partner', 'EUR', current_date - 300, current_date + 20, 'active', now(), now() from plan where code = 'poly-plus-enterprise'
            """, account, partner, contract);
        await seed.ExecuteAsync(
            """
            insert into baseline (account_id, partner_id, contract_id, category, sequence, effective_from, contracted, baseline, trigger_at, reason, derivation)
            values ($1, $2, $3, 'video', 1, now(), 200, 210, 210, 'activation', '[]')
            """, account, partner, contract);
        var (check, trueUp) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await seed.ExecuteAsync(
            """
            insert into baseline_check (account_id, partner_id, id, contract_id, month, counted_at, counted_on, inventory_known, devices, created_by)
            values ($1, $2, $3, $4, date_trunc('month', now())::date, now(), current_date, true, 234, 'job')
            """, account, partner, check, contract);
        await seed.ExecuteAsync(
            """
            insert into baseline_decision (account_id, partner_id, check_id, month, category, counted, contracted, baseline, trigger_at, outcome, derivation)
            values ($1, $2, $3, date_trunc('month', now())::date, 'video', 229, 200, 210, 210, 'true-up', '[]')
            """, account, partner, check);
        await seed.ExecuteAsync(
            """
            insert into true_up (account_id, partner_id, id, number, contract_id, category, state, opened_month, contracted, counted, created_at)
            values ($1, $2, $3, 'TU-' || nextval('true_up_number_seq'), $4, 'video', 'open', date_trunc('month', now())::date, 200, 230, now())
            """, account, partner, trueUp, contract);
        await seed.ExecuteAsync(
            """
            insert into quote (account_id, partner_id, id, number, true_up_id, contract_id, revision, state, channel, addressed_to, issued_on, valid_until, currency, amount, units, lines, derivation, created_at)
            values ($1, $2, gen_random_uuid(), 'Q-' || nextval('quote_number_seq'), $3, $4, 1, 'issued', 'partner', 'x', current_date, current_date + 9, 'EUR', 600, 30, '[]', '[]', now())
            """, account, partner, trueUp, contract);
        return account;
    }
}
