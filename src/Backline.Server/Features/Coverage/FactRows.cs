using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Coverage;

internal sealed record ContractRow(ContractFacts Facts, Guid SettingsKey, DateTimeOffset? EndedAt);

/// <summary>Rows as facts of a decision: the same for one question and for all devices of a list.</summary>
internal static class FactRows
{
    public static string Contracts(string? named) =>
        $"""
        select c.id, c.account_id, c.number, c.plan_code, c.plan_name, c.state, c.starts_on, c.ends_on, c.ended_at, c.settings_key, c.options,
               array(select category from contract_category k where k.account_id = c.account_id and k.contract_id = c.id),
               array(select category from true_up t where t.account_id = c.account_id and t.contract_id = c.id and t.state = 'open'),
               {(named is null ? "null::text" : $"(select min(basis) from contract_device n where n.account_id = c.account_id and n.contract_id = c.id and n.removed_at is null and ({named}))")}
        from contract c
        """;

    public static ModelFacts ReadModel(NpgsqlDataReader row, int from) => new(row.GetGuid(from), row.GetString(from + 1), row.GetString(from + 2),
        Words.Parse<DeviceCategory>(row.GetString(from + 3)), Words.Parse<Lifecycle>(row.GetString(from + 4)), row.Nullable<DateOnly>(from + 5));

    /// <summary>All but what stands in the plan's settings, which <see cref="PlanFacts"/> knows by their key.</summary>
    public static ContractRow ReadContract(NpgsqlDataReader row)
    {
        var facts = new ContractFacts
        {
            Id = row.GetGuid(0), AccountId = row.GetGuid(1), Number = row.GetString(2), PlanCode = row.GetString(3), PlanName = row.GetString(4),
            State = Words.Parse<ContractState>(row.GetString(5)), StartsOn = row.GetFieldValue<DateOnly>(6), EndsOn = row.GetFieldValue<DateOnly>(7),
            Options = Set<PlanOption>(row.GetFieldValue<string[]>(10)), Selected = Set<DeviceCategory>(row.GetFieldValue<string[]>(11)), AboveBaseline = Set<DeviceCategory>(row.GetFieldValue<string[]>(12)),
            NamesSerial = row.Text(13) == "serial", OrderedQuote = row.Text(13) == "ordered-quote",
        };
        return new(facts, row.GetGuid(9), row.Nullable<DateTimeOffset>(8));
    }

    private static EnumSet<T> Set<T>(string[] words) where T : struct, Enum
    {
        var set = default(EnumSet<T>);
        foreach (var word in words) set = set.With(Words.Parse<T>(word));
        return set;
    }

    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    public static DateOnly DayIn(TimeZoneInfo zone, DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).Date);
}
