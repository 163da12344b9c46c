using System.Text.Json;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Plans;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Contracts;

/// <summary>What the list of contracts can be narrowed to.</summary>
/// <param name="Standing">draft, active, expiring, ended, cancelled; active includes what expires soon only when asked as "running".</param>
/// <param name="Q">Name or number of the account, or number of the contract.</param>
/// <param name="Sort">end (the default) or number.</param>
public sealed record ContractFilter(string? Standing = null, string? Plan = null, string? Q = null, DateOnly? EndsBefore = null, Guid? AccountId = null, string? Sort = null);

public sealed record ContractRow(
    Guid Id, string Number, Guid AccountId, string Account, string AccountNumber, string PlanCode, string PlanName, Channel Channel,
    DateOnly StartsOn, DateOnly EndsOn, ContractState State, Standing Standing, int DaysLeft, IReadOnlyList<string> Categories, long Version);

public sealed class ContractQueries(Session session, TimeProvider clock)
{
    private const string Columns =
        """
        c.id, c.number, c.account_id, a.name, a.number, c.plan_code, c.plan_name, c.channel, c.starts_on, c.ends_on, c.state, c.settings->'expiringDays', c.version,
        array(select k.category from contract_category k where k.account_id = c.account_id and k.contract_id = c.id order by k.category)
        """;

    // the largest of the plan's days begins "expiring"
    private const string ExpiringFrom = "c.ends_on - coalesce((select max(d::integer) from jsonb_array_elements_text(c.settings->'expiringDays') d), 0)";

    public async Task<Page<ContractRow>> ListAsync(ContractFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        new InputErrors().Word(filter.Sort, "sort", ["end", "number"]).ThrowIfAny();
        if (filter.Plan is { Length: > 0 } plan && !await session.ScalarAsync<bool>("select exists (select from plan where code = $1)", stop, plan)) throw new InvalidInputException(await PlanOperations.UnknownAsync(session, plan, "plan", stop));
        var today = Today;
        var (sql, args) = Question(filter, cursor, limit);
        var rows = await session.ListAsync(sql, row => Row(row, today), stop, args);
        return Cursor.Cut(rows, limit, Cursor.At(cursor, 2), row => filter.Sort == "number" ? Cursor.Of(row.Number, "") : Cursor.Of(Figure.Of(row.EndsOn), row.Id));
    }

    // only the conditions in use, so that each has its index also when the statement is kept prepared
    internal (string Sql, object?[] Args) Question(ContractFilter filter, string? cursor, int limit)
    {
        var byNumber = filter.Sort == "number";
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var where = Named(new Conditions().OwnedBy(session.Reader, "c"), filter.Q?.Trim() ?? "")
            .AddIf(filter.AccountId is not null, "c.account_id = {0}", filter.AccountId)
            .AddIf(!string.IsNullOrEmpty(filter.Plan), "c.plan_code = {0}", filter.Plan)
            .AddIf(filter.EndsBefore is not null, "c.ends_on < {0}", filter.EndsBefore)
            .AddIf(!string.IsNullOrEmpty(filter.Standing), StandingSql(filter.Standing), Today)
            .AddIf(after is not null && byNumber, $"c.number {place.Beyond()} {{0}}", after?[0].ToString())
            .AddIf(after is not null && !byNumber, $"(c.ends_on, c.id) {place.Beyond()} ({{0}}, {{1}})", byNumber ? null : after?[0].GetDay(), byNumber ? null : after?[1].GetGuid());
        var order = byNumber ? $"c.number {place.Way()}" : $"c.ends_on {place.Way()}, c.id {place.Way()}";
        return ($"select {Columns} from contract c join account a on a.account_id = c.account_id {where.Where} order by {order} limit {where.Arg(limit + 1)}", where.Args);
    }

    /// <summary>By the number of the contract or of the account, or by words of the account's name.</summary>
    private static Conditions Named(Conditions where, string q)
    {
        if (q.StartsWith("CT-", StringComparison.OrdinalIgnoreCase)) return where.Add("c.number >= {0} and c.number < {1}", q.ToUpperInvariant(), Conditions.After(q.ToUpperInvariant()));
        if (q.StartsWith("MA-", StringComparison.OrdinalIgnoreCase)) return where.Add("c.account_id = (select account_id from account where number = {0})", q.ToUpperInvariant());
        if (q.Length == 0) return where;
        return SearchWords.Of(q) is { } words ? where.Add("c.account_id = any (array(select account_id from account where words @@ to_tsquery('simple', {0})))", words) : where.Add("false");
    }

    public async Task<ContractRow> GetAsync(Guid id, CancellationToken stop)
    {
        var today = Today;
        return await session.FirstAsync($"select {Columns} from contract c join account a on a.account_id = c.account_id where c.id = $1", row => Row(row, today), stop, id)
            ?? throw new NotFoundException("contract", id);
    }

    /// <summary>Accounts by words of the name or by number, for choosing one; the chosen one first.</summary>
    public Task<List<(Guid Id, string Name, string Number)>> FindAccountsAsync(string? q, Guid? chosen, CancellationToken stop)
    {
        var where = new Conditions();
        var (first, text) = (where.Arg(chosen ?? Guid.Empty), q?.Trim() ?? "");
        if (text.StartsWith("MA-", StringComparison.OrdinalIgnoreCase)) where.Add($"(account_id = {first} or number >= {{0}} and number < {{1}})", text.ToUpperInvariant(), Conditions.After(text.ToUpperInvariant()));
        else if (SearchWords.Of(text) is { } words) where.Add($"(account_id = {first} or words @@ to_tsquery('simple', {{0}}))", words);
        return session.ListAsync($"select account_id, name, number from account {where.Where} order by account_id is distinct from {first}, name_key, account_id limit 20",
            row => (row.GetGuid(0), row.GetString(1), row.GetString(2)), stop, where.Args);
    }

    /// <summary>The day at the reader's place: contracts begin and end with days.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(session.Reader.TimeZone)).DateTime);

    private static string StandingSql(string? standing) => standing switch
    {
        null or "" => "",
        "draft" => "c.state = 'draft'",
        "cancelled" => "c.state = 'cancelled'",
        "running" => "c.state = 'active' and c.ends_on >= {0}",
        "active" => $"c.state = 'active' and c.ends_on >= {{0}} and {ExpiringFrom} > {{0}}",
        "expiring" => $"c.state = 'active' and c.ends_on >= {{0}} and {ExpiringFrom} <= {{0}}",
        "ended" => "(c.state = 'ended' or (c.state = 'active' and c.ends_on < {0}))",
        _ => throw new InvalidInputException(new InputError("standing", "input.unknown-value", "running, " + string.Join(", ", Words.All<Standing>()))),
    };

    private static ContractRow Row(NpgsqlDataReader row, DateOnly today)
    {
        var (endsOn, state) = (row.GetFieldValue<DateOnly>(9), Words.Parse<ContractState>(row.GetString(10)));
        var expiring = row.IsDBNull(11) ? [] : JsonSerializer.Deserialize<int[]>(row.GetString(11)) ?? [];
        return new(
            row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), Words.Parse<Channel>(row.GetString(7)),
            row.GetFieldValue<DateOnly>(8), endsOn, state, Contract.StandingOf(state, endsOn, expiring, today), endsOn.DayNumber - today.DayNumber, row.GetFieldValue<string[]>(13), row.GetInt64(12));
    }
}
