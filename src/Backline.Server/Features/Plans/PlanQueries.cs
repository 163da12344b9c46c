using System.Text.Json;
using System.Text.Json.Serialization;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Plans;

/// <param name="Contracts">Active contracts under it, in the reader's scope.</param>
/// <param name="Later">Those of them that have not begun.</param>
public sealed record PlanDetails(Guid Id, string Code, string Name, bool Retired, long Version, PlanSettings Settings, long Contracts, [property: JsonIgnore] long Later)
{
    [JsonIgnore]
    public long Begun => Contracts - Later;
}

/// <summary>Reads of plans. A programme has a handful: lists are whole.</summary>
public sealed class PlanQueries(Session session, TimeProvider clock)
{
    private const string Columns =
        """
        select id, code, name, retired, version, settings, n.contracts, n.later
        from plan cross join lateral (select count(*) as contracts, count(*) filter (where c.starts_on > $1) as later from contract c where c.plan_id = plan.id and c.state = 'active') n
        """;

    /// <param name="used">Only those that a contract in the reader's scope has or had.</param>
    public Task<List<PlanDetails>> ListAsync(CancellationToken stop, bool used = false) =>
        session.ListAsync($"{Columns} {(used ? "where exists (select from contract c where c.plan_id = plan.id)" : "")} order by retired, id", Row, stop, Today);

    /// <exception cref="NotFoundException"/>
    public async Task<PlanDetails> GetAsync(string code, CancellationToken stop) =>
        await session.FirstAsync($"{Columns} where code = $2", Row, stop, Today, code) ?? throw new NotFoundException("plan", code);

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private static PlanDetails Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetInt64(4),
        JsonSerializer.Deserialize<PlanSettings>(row.GetString(5), BacklineJson.Options) ?? new(), row.GetInt64(6), row.GetInt64(7));
}
