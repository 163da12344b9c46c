using System.Text.Json;
using System.Text.Json.Serialization;
using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Baselines.Quotes;

public sealed record QuoteRow(
    Guid Id, string Number, int Revision, string State, Guid AccountId, string AccountNumber, string AccountName, string Contract, string Category, string TrueUp, string AddressedTo, string Channel,
    DateOnly IssuedOn, DateOnly ValidUntil, int Units, Money Total, DateTimeOffset CreatedAt, long Version);

/// <summary>One line of a quote as it is answered.</summary>
/// <param name="UnitPrice">Per device and year (EL-5).</param>
public sealed record QuoteLine(Month From, Month Until, int Months, int Units, Money UnitPrice, Money Amount, string Formula)
{
    internal static QuoteLine Of(ChargeLine line, string currency) => new(line.From, line.Until, line.Months, line.Units, new(line.UnitPrice, currency), new(line.Amount, currency), line.Formula);
}

/// <summary>Another version of what a true-up costs.</summary>
/// <param name="EndedOn">The day, at the account, on which it stopped being open; null while it is.</param>
public sealed record QuoteVersion(Guid Id, string Number, string State, DateOnly? EndedOn);

/// <summary>All that stands on the quote.</summary>
/// <param name="Replaces">The version before; null for the first.</param>
/// <param name="ReplacedBy">The version after; null for the newest.</param>
/// <param name="Paper">The PDF, once it is rendered.</param>
/// <param name="Reopenable">The version of the true-up where it can be quoted again.</param>
/// <param name="Distributor">The authorised distributor that takes the purchase order (BL-5); null where none is agreed.</param>
/// <param name="TimeZone">Of the account: the days of the quote are days there.</param>
/// <param name="Brand">Under which the partner fronts the service; null when it is the vendor's own (PO-2).</param>
public sealed record QuoteView(
    Guid Id, string Number, int Revision, string State, Guid AccountId, Guid? PartnerId, string AccountNumber, string AccountName, Guid ContractId, string Contract, string PlanName, string Category, Guid TrueUpId,
    string TrueUp, int Contracted, int Counted, int NewBaseline, string AddressedTo, string Channel, DateOnly IssuedOn, DateOnly ValidUntil, DateOnly TermStartsOn, DateOnly TermEndsOn, int Units, Money Total,
    IReadOnlyList<QuoteLine> Lines, Derivation Derivation, Guid? Paper, DateTimeOffset? DecidedAt, string? DecidedBy, string? DecisionNote, string? Order, string? CustomerOrder, DateTimeOffset CreatedAt, long Version,
    long? Reopenable, string? Brand, string? Distributor, QuoteVersion? Replaces, QuoteVersion? ReplacedBy, [property: JsonIgnore] string? BrandColour, [property: JsonIgnore] BaselineRules Rules, [property: JsonIgnore] ContractState ContractState, [property: JsonIgnore] string TimeZone)
{
    public bool IsOpen => State == "issued";

    /// <summary>Why there is nothing to order any more though the quote is open.</summary>
    public bool IsContractOver(DateOnly today) => Domain.Contracts.Contract.StandingOf(ContractState, TermEndsOn, [], today) == Standing.Ended;

    /// <summary>From the count to the units that are charged.</summary>
    [JsonIgnore]
    public Derivation Growth => MonthlyCheck.ExplainUnits(Counted, Contracted, Rules);

    [JsonIgnore]
    public decimal? GrowthPercent => Rules.GrowthPercent(Counted, Contracted);

    /// <summary>Baseline and trigger once it is ordered.</summary>
    [JsonIgnore]
    public Derivation After => Rules.Derive(Counted);
}

public sealed record QuoteFilter(string? State = null, Guid? AccountId = null);

internal sealed class QuoteQueries(Session session)
{
    /// <summary>Newest first.</summary>
    public async Task<Page<QuoteRow>> ListAsync(QuoteFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        var (sql, args) = Question(filter, cursor, limit);
        var rows = await session.ListAsync(sql,
            row => new QuoteRow(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetGuid(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9),
                row.GetString(10), row.GetString(11), row.GetFieldValue<DateOnly>(12), row.GetFieldValue<DateOnly>(13), row.GetInt32(14), new(row.GetDecimal(15), row.GetString(16)),
                row.GetFieldValue<DateTimeOffset>(17), row.GetInt64(18)), stop, args);
        return Cursor.Cut(rows, limit, Cursor.At(cursor, 2), row => Cursor.Of(row.CreatedAt, row.Id));
    }

    // only the conditions in use, so that each has its index also when the statement is kept prepared
    internal (string Sql, object?[] Args) Question(QuoteFilter filter, string? cursor, int limit)
    {
        new InputErrors().Word(filter.State, "state", Words.All<QuoteState>()).ThrowIfAny();
        var place = Cursor.At(cursor, 2);
        var where = new Conditions().OwnedBy(session.Reader, "q")
            .AddIf(!string.IsNullOrEmpty(filter.State), "q.state = {0}", filter.State)
            .AddIf(filter.AccountId is not null, "q.account_id = {0}", filter.AccountId)
            .AddIf(place.Values is not null, $"(q.created_at, q.id) {place.Beyond(descending: true)} ({{0}}, {{1}})", place.Values?[0].GetDateTimeOffset().ToUniversalTime(), place.Values?[1].GetGuid());
        var order = $"order by q.created_at {place.Way(descending: true)}, q.id {place.Way(descending: true)}";
        var sql =
            $"""
            select q.id, q.number, q.revision, q.state, a.account_id, a.number, a.name, c.number, t.category, t.number, q.addressed_to, q.channel, q.issued_on, q.valid_until, q.units, q.amount, q.currency, q.created_at, q.version
            from (select * from quote q {where.Where} {order} limit {where.Arg(limit + 1)}) q
            join account a on a.account_id = q.account_id
            join true_up t on t.account_id = q.account_id and t.id = q.true_up_id
            join contract c on c.account_id = q.account_id and c.id = q.contract_id
            {order}
            """;
        return (sql, where.Args);
    }

    public async Task<QuoteView> GetAsync(Guid id, CancellationToken stop) =>
        await session.FirstAsync($"{One} where q.id = $1", Read, stop, id) ?? throw new NotFoundException("quote", id);

    /// <summary>The newest version of a true-up's quote.</summary>
    public Task<QuoteView?> NewestAsync(Guid accountId, Guid trueUpId, CancellationToken stop) =>
        session.FirstAsync($"{One} where q.account_id = $1 and q.true_up_id = $2 order by q.revision desc limit 1", Read, stop, accountId, trueUpId);

    /// <summary>Whether anybody can sign in who may answer it: at the partner, or the customer's administrators (BL-5).</summary>
    public Task<bool> HasAnswererAsync(QuoteView quote, CancellationToken stop) => session.ScalarAsync<bool>(
        """
        select exists (select from person where disabled_at is null and
            case when $2 = 'partner' then partner_id = $3 or (account_id = $1 and role = 'customer-administrator') else account_id = $1 and role = 'customer-administrator' end)
        """, stop, quote.AccountId, quote.Channel, Parameters.OrNull(quote.PartnerId));

    internal static NpgsqlParameter Moment(DateTimeOffset? moment) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)moment ?? DBNull.Value };

    private const string One =
        """
        select q.id, q.number, q.revision, q.state, a.account_id, q.partner_id, a.number, a.name, c.id, c.number, c.plan_name, t.category, t.id, t.number, t.contracted, t.counted, c.settings ->> 'baseline',
               q.addressed_to, q.channel, q.issued_on, q.valid_until, c.starts_on, c.ends_on, q.units, q.amount, q.currency, q.lines::text, q.derivation::text, q.pdf_file_id, q.decided_at, shown_name(q.decided_by),
               q.decision_note, o.number, o.customer_order, q.created_at, q.version, case when t.state in ('refused', 'expired') then t.version end, case when c.settings ->> 'brandable' = 'true' then f.brand_name end, q.distributor, c.state,
               case when c.settings ->> 'brandable' = 'true' then f.brand_colour end, a.time_zone,
               b.id, b.number, b.state, (b.decided_at at time zone a.time_zone)::date, n.id, n.number, n.state, (n.decided_at at time zone a.time_zone)::date
        from quote q
        join account a on a.account_id = q.account_id
        join true_up t on t.account_id = q.account_id and t.id = q.true_up_id
        join contract c on c.account_id = q.account_id and c.id = q.contract_id
        left join purchase_order o on o.account_id = q.account_id and o.quote_id = q.id
        left join partner f on f.id = q.partner_id
        left join quote b on b.account_id = q.account_id and b.true_up_id = q.true_up_id and b.revision = q.revision - 1
        left join quote n on n.account_id = q.account_id and n.true_up_id = q.true_up_id and n.revision = q.revision + 1
        """;

    private static QuoteView Read(NpgsqlDataReader row)
    {
        var rules = new BaselineRules(row.Text(16) is { } settings ? Parse<BaselineSettings>(settings) : new());
        var units = row.GetInt32(23);
        return new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetGuid(4), row.Nullable<Guid>(5), row.GetString(6), row.GetString(7), row.GetGuid(8), row.GetString(9), row.GetString(10),
            row.GetString(11), row.GetGuid(12), row.GetString(13), row.GetInt32(14), row.GetInt32(14) + units, rules.Baseline(row.GetInt32(14) + units), row.GetString(17), row.GetString(18),
            row.GetFieldValue<DateOnly>(19), row.GetFieldValue<DateOnly>(20), row.GetFieldValue<DateOnly>(21), row.GetFieldValue<DateOnly>(22), units, new(row.GetDecimal(24), row.GetString(25)),
            [.. Parse<List<ChargeLine>>(row.GetString(26)).Select(line => QuoteLine.Of(line, row.GetString(25)))], Parse<Derivation>(row.GetString(27)), row.Nullable<Guid>(28), row.Nullable<DateTimeOffset>(29), row.Text(30), row.Text(31), row.Text(32), row.Text(33),
            row.GetFieldValue<DateTimeOffset>(34), row.GetInt64(35), row.Nullable<long>(36), row.Text(37), row.Text(38), Other(row, 42), Other(row, 46), row.Text(40), rules, Words.Parse<ContractState>(row.GetString(39)), row.GetString(41));
    }

    private static QuoteVersion? Other(NpgsqlDataReader row, int at) => row.Nullable<Guid>(at) is { } id ? new(id, row.GetString(at + 1), row.GetString(at + 2), row.Nullable<DateOnly>(at + 3)) : null;

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, BacklineJson.Options) ?? throw new JsonException("A stored document is empty.");
}
