using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Baselines;

/// <summary>Units by the month they were detected in.</summary>
public sealed record TrueUpLotView(string Month, int Units);

public sealed record TrueUpView(
    Guid Id, string Number, AccountRef Account, ContractRef Contract, string Category, string State, int Contracted, int Counted, int Units, string OpenedMonth, DateTimeOffset CreatedAt,
    DateTimeOffset? ClosedAt, long Version, IReadOnlyList<TrueUpLotView> Lots);

internal static class TrueUpEndpoints
{
    public static void MapTrueUps(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/true-ups").WithTags("Baselines").RequirePermission(Permissions.BaselinesRead);
        read.MapGet("/", ListAsync).Lists<TrueUpView>().WithSummary("Growth that triggered, newest first.");
        read.MapGet("/{id:guid}", GetAsync).Answers<TrueUpView>().Versioned().WithSummary("One true-up, with its units by month of detection.");
        var run = api.MapGroup("/true-ups").WithTags("Baselines").RequirePermission(Permissions.BaselinesRun);
        run.MapPut("/{id:guid}/reopening", ReopenAsync).Answers<QuoteView>().NeedsVersion().WithSummary("Has a refused or expired true-up quoted again.");
    }

    private static async Task<IResult> ListAsync(string? state, Guid? accountId, string? cursor, int? limit, Session session, HttpContext http, CancellationToken stop)
    {
        new InputErrors().Word(state, "state", Words.All<TrueUpState>()).ThrowIfAny();
        var (size, place) = (Cursor.Limit(limit), Cursor.At(cursor, 2));
        var after = place.Values;
        var rows = await session.ListAsync(
            $"""
            {Columns}
            where ($1::text is null or t.state = $1) and ($2::uuid is null or t.account_id = $2) and ($3::uuid is null or t.partner_id = $3)
              and ($4::timestamptz is null or (t.created_at, t.id) {place.Beyond(descending: true)} ($4, $5::uuid))
            order by t.created_at {place.Way(descending: true)}, t.id {place.Way(descending: true)} limit $6
            """, Read, stop, Parameters.OrNull(string.IsNullOrEmpty(state) ? null : state), Parameters.OrNull(session.Reader.Listed(accountId)),
            Parameters.OrNull(session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null),
            new Npgsql.NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = (object?)after?[0].GetDateTimeOffset() ?? DBNull.Value }, Parameters.OrNull(after?[1].GetGuid()), size + 1);
        return http.Answer(Cursor.Cut(rows, size, place, row => Cursor.Of(row.CreatedAt, row.Id)));
    }

    private static async Task<IResult> GetAsync(Guid id, Session session, HttpContext http, CancellationToken stop)
    {
        var trueUp = await FindAsync(id, session, stop);
        http.SetEtag(trueUp.Version);
        return TypedResults.Ok(trueUp);
    }

    private static async Task<IResult> ReopenAsync(Guid id, Session session, TrueUpOperations trueUps, QuoteQueries quotes, HttpContext http, CancellationToken stop)
    {
        var version = (await FindAsync(id, session, stop)).Version;
        http.RequireVersion(version);
        var quote = await trueUps.ReopenAsync(id, version, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(await quotes.GetAsync(quote, stop));
    }

    private static async Task<TrueUpView> FindAsync(Guid id, Session session, CancellationToken stop) =>
        await session.FirstAsync($"{Columns} where t.id = $1", Read, stop, id) ?? throw new NotFoundException("true-up", id);

    private const string Columns =
        """
        select t.id, t.number, a.account_id, a.number, a.name, c.id, c.number, t.category, t.state, t.contracted, t.counted, t.opened_month, t.created_at, t.closed_at, t.version,
               array(select l.month from true_up_lot l where l.account_id = t.account_id and l.true_up_id = t.id order by l.month),
               array(select l.units from true_up_lot l where l.account_id = t.account_id and l.true_up_id = t.id order by l.month)
        from true_up t join account a on a.account_id = t.account_id join contract c on c.account_id = t.account_id and c.id = t.contract_id
        """;

    private static TrueUpView Read(Npgsql.NpgsqlDataReader row)
    {
        var lots = row.GetFieldValue<DateOnly[]>(15).Zip(row.GetFieldValue<int[]>(16), (month, units) => new TrueUpLotView(Domain.Common.Month.From(month).ToString(), units)).ToList();
        return new(row.GetGuid(0), row.GetString(1), new(row.GetGuid(2), row.GetString(3), row.GetString(4)), new(row.GetGuid(5), row.GetString(6)), row.GetString(7), row.GetString(8), row.GetInt32(9),
            row.GetInt32(10), lots.Sum(l => l.Units), Domain.Common.Month.From(row.GetFieldValue<DateOnly>(11)).ToString(), row.GetFieldValue<DateTimeOffset>(12), row.Nullable<DateTimeOffset>(13), row.GetInt64(14), lots);
    }
}
