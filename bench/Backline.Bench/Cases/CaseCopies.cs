namespace Backline.Bench.Cases;

/// <summary>A queue as it is after some years: copies of cases that were opened over HTTP, at other times and in other states.</summary>
internal static class CaseCopies
{
    // columns that the database makes itself are left out
    private static string Columns(string table, params string[] given) =>
        $"(select string_agg(attname, ', ' order by attnum) from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname not in ('{string.Join("', '", given)}'))";

    public static async Task FillAsync(BenchDatabase database, int cases)
    {
        var opened = await database.ScalarAsync<long>("select count(*) from support_case");
        var each = Math.Max(1, (cases + opened - 1) / opened);
        await database.ExecuteAsync($"create table copy as select c.account_id, c.id original, gen_random_uuid() id, row_number() over () n from support_case c, generate_series(1, {each}) limit {cases}");
        var kept = await database.ScalarAsync<string>("select " + Columns("support_case", "id", "number", "state", "next_at", "alarm_at"));
        await database.ExecuteAsync(
            $"""
            insert into support_case ({kept}, id, number, state, next_at, alarm_at)
            select {Of("c", kept)}, k.id, 'C-2025-' || to_char(k.n, 'FM0000000'), (array['open', 'waiting', 'resolved', 'closed', 'closed', 'closed'])[1 + k.n % 6],
                   case when k.n % 6 < 2 then now() + (k.n % 20000) * interval '1 minute' else '9999-12-31Z' end, '9999-12-31Z'
            from copy k join support_case c on c.account_id = k.account_id and c.id = k.original
            """);
        foreach (var (table, own, more, values) in new (string, string[], string, string)[] { ("case_entry", [], "", ""), ("case_clock", [], "", ""), ("case_alarm", [], "", ""), ("case_message", ["seq", "id", "body"], ", id, body", ", gen_random_uuid(), 'It is gone again, word' || k.n % 5000") })
        {
            var columns = await database.ScalarAsync<string>("select " + Columns(table, [.. own, "case_id"]));
            await database.ExecuteAsync($"insert into {table} ({columns}, case_id{more}) select {Of("t", columns)}, k.id{values} from copy k join {table} t on t.account_id = k.account_id and t.case_id = k.original");
        }
        await database.ExecuteAsync("drop table copy");
        await database.ExecuteAsync("vacuum analyze");
    }

    private static string Of(string alias, string columns) => string.Join(", ", columns.Split(", ").Select(column => $"{alias}.{column}"));
}
