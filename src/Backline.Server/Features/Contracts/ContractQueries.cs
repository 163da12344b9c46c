using System.Text.Json;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using static Backline.Server.Platform.Database.Parameters;

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
        var byNumber = filter.Sort == "number";
        var after = Cursor.Read(cursor, 2);
        var today = Today;
        var rows = await session.ListAsync(
            $"""
            select {Columns} from contract c join account a on a.account_id = c.account_id
            where {StandingSql(filter.Standing)}
              and ($1::uuid is null or c.account_id = $1) and ($2::uuid is null or c.partner_id = $2) and ($3::text is null or c.plan_code = $3)
              and ($4::text is null or a.name_key like '%' || $4 || '%' or a.number like upper($4) || '%' or c.number like upper($4) || '%')
              and ($5::date is null or c.ends_on < $5) and $6::date is not null
              and {(byNumber ? "($7::text is null or c.number > $7)" : "($7::text is null or (c.ends_on, c.id) > ($7::date, $8))")}
            order by {(byNumber ? "c.number" : "c.ends_on, c.id")} limit $9
            """, row => Row(row, today), stop,
            OrNull(session.Reader.AccountId ?? filter.AccountId), OrNull(session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null), OrNull(filter.Plan),
            OrNull(LikeText.Escape(filter.Q?.Trim().ToLowerInvariant())), OrNull(filter.EndsBefore), today,
            OrNull(after?[0].GetString()), after is null || byNumber ? Guid.Empty : after[1].GetGuid(), limit + 1);
        return Cursor.Cut(rows, limit, row => byNumber ? Cursor.Of(row.Number, "") : Cursor.Of(Figure.Of(row.EndsOn), row.Id));
    }

    /// <summary>The contracts of an account that cover today.</summary>
    public Task<List<ContractRow>> ActiveOfAsync(Guid accountId, CancellationToken stop)
    {
        var today = Today;
        return session.ListAsync(
            $"select {Columns} from contract c join account a on a.account_id = c.account_id where c.account_id = $1 and c.state = 'active' and c.starts_on <= $2 and c.ends_on >= $2 order by c.ends_on, c.id",
            row => Row(row, today), stop, accountId, today);
    }

    /// <summary>Running contracts that end within the plan's days, the soonest first.</summary>
    public async Task<IReadOnlyList<ContractRow>> ExpiringAsync(int most, CancellationToken stop) =>
        (await ListAsync(new(Standing: Standing.Expiring.Word()), null, most, stop)).Items;

    public async Task<ContractRow> GetAsync(Guid id, CancellationToken stop)
    {
        var today = Today;
        return await session.FirstAsync($"select {Columns} from contract c join account a on a.account_id = c.account_id where c.id = $1", row => Row(row, today), stop, id)
            ?? throw new NotFoundException("contract", id);
    }

    /// <summary>Accounts by name or number, for choosing one; the chosen one first.</summary>
    public Task<List<(Guid Id, string Name, string Number)>> FindAccountsAsync(string? q, Guid? chosen, CancellationToken stop) => session.ListAsync(
        """
        select account_id, name, number from account
        where account_id = $1 or $2::text is null or name_key like '%' || $2 || '%' or number like upper($2) || '%'
        order by account_id is distinct from $1, name_key, account_id limit 20
        """, row => (row.GetGuid(0), row.GetString(1), row.GetString(2)), stop, OrNull(chosen), OrNull(LikeText.Escape(string.IsNullOrWhiteSpace(q) ? null : q.Trim().ToLowerInvariant())));

    /// <summary>The day at the reader's place: contracts begin and end with days.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(session.Reader.TimeZone)).DateTime);

    private static string StandingSql(string? standing) => standing switch
    {
        null or "" => "true",
        "draft" => "c.state = 'draft'",
        "cancelled" => "c.state = 'cancelled'",
        "running" => "c.state = 'active' and c.ends_on >= $6",
        "active" => $"c.state = 'active' and c.ends_on >= $6 and {ExpiringFrom} > $6",
        "expiring" => $"c.state = 'active' and c.ends_on >= $6 and {ExpiringFrom} <= $6",
        "ended" => "(c.state = 'ended' or (c.state = 'active' and c.ends_on < $6))",
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
