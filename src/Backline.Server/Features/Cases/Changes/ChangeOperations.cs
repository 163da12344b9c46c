using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Cases.Changes;

/// <summary>What a case is about, whole: what is left out, it is no longer about.</summary>
/// <param name="SiteId">Id or customer site ID (S-1001), of the case's account.</param>
/// <param name="Reason">Shown to whoever sees the case.</param>
public sealed record MoveInput(string? SiteId, Guid? ContactId, string? Serial, string? Model, [property: Required] string? Reason)
{
    /// <exception cref="InvalidInputException"/>
    internal MoveInput Checked()
    {
        var tidy = new MoveInput(Given(SiteId), ContactId, Given(Serial), Given(Model), Reason?.ReplaceLineEndings("\n").Trim());
        new InputErrors().OptionalText(tidy.SiteId, "/siteId").OptionalText(tidy.Serial, "/serial").OptionalText(tidy.Model, "/model").Text(tidy.Reason, "/reason", 500, lines: true).ThrowIfAny();
        return tidy;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <param name="Model">Of the catalogue, by any of its names.</param>
public sealed record NamedModel([property: Required] string? Model);

/// <param name="Private">true: of the side that asks, whoever opened it and the watchers see it; false: all of the account.</param>
public sealed record PrivacyInput(bool? Private, [property: Required] string? Reason);

/// <summary>By when something is promised; null: it waits, or nothing is promised.</summary>
public sealed record DueView(MilestoneKind Milestone, DateTimeOffset? DueAt);

/// <summary>How a case stood before a change, or after it.</summary>
/// <param name="Private">Null in a change of severity, which leaves it.</param>
public sealed record CaseStanding(bool? Private, string? SiteNumber = null, string? Site = null, string? Contact = null, string? Serial = null, string? Model = null, CaseCover? Coverage = null, IReadOnlyList<DueView>? Due = null, Severity? Severity = null);

/// <param name="Id">Null for a change of severity, which the ledger of the clocks keeps.</param>
/// <param name="Kind">moved: another site, contact or device, with coverage decided again; model: said which one the unit is; privacy; severity.</param>
/// <param name="Reason">Null for a change of severity, whose reason stays at the desk, and where a model was named.</param>
public sealed record ChangeView(Guid? Id, string Kind, DateTimeOffset At, string Actor, string? Reason, CaseStanding Before, CaseStanding After);

/// <summary>Changes what was said at the opening. What it was stays readable beside what it became, with the reason.</summary>
internal sealed class ChangeOperations(Session session, CaseRecords records, CaseOpeningOperations opening, ClockQueries books)
{
    private const int MostModelName = 200;

    /// <summary>The oldest first.</summary>
    public async Task<IReadOnlyList<ChangeView>> ListAsync(Guid accountId, Guid id, CancellationToken stop) =>
        [.. (await KeptAsync(accountId, id, stop)).Concat(await SeveritiesAsync(accountId, id, stop)).OrderBy(change => change.At)];

    private async Task<IReadOnlyList<ChangeView>> KeptAsync(Guid accountId, Guid id, CancellationToken stop) => await session.ListAsync(
        "select id, kind, at, shown_name(actor), reason, before::text, after::text from case_change where account_id = $1 and case_id = $2 order by id",
        row => new ChangeView(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.Text(4), Json(row, 5), Json(row, 6)), stop, accountId, id);

    // reckoned from the ledger as it was before the change, and with it
    private async Task<IReadOnlyList<ChangeView>> SeveritiesAsync(Guid accountId, Guid id, CancellationToken stop)
    {
        var entries = await records.EntriesAsync(accountId, id, stop);
        if (!entries.OfType<SeverityChanged>().Any()) return [];
        var names = await session.ListAsync("select seq, shown_name(actor) from case_entry where account_id = $1 and case_id = $2 and kind = 'severity' order by seq", row => row.GetString(1), stop, accountId, id);
        var book = await books.BookAsync(CaseClocks.TermsOf(entries), stop);
        var severity = ((CaseOpened)entries[0]).Severity;
        var changes = new List<ChangeView>();
        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i] is not SeverityChanged changed) continue;
            changes.Add(new(null, "severity", changed.At, names[changes.Count], null,
                new(null, Due: Due(entries.Take(i), book), Severity: severity), new(null, Due: Due(entries.Take(i + 1), book), Severity: changed.Severity)));
            severity = changed.Severity;
        }
        return changes;
    }

    private static DueView[] Due(IEnumerable<LedgerEntry> entries, ClockBook book) =>
        [.. CaseClocks.Of([.. entries], book).Where(clock => clock.Run.EndedAt is null && clock.Run.Milestone.CustomerSees).Select(clock => new DueView(clock.Run.Milestone.Kind, clock.DueAt is { } due ? CaseClocks.Whole(due) : null))];

    /// <summary>Coverage is decided again, and what is promised from it; what was used and waited stays.</summary>
    public async Task MoveAsync(Guid id, long version, MoveInput input, CancellationToken stop)
    {
        var asked = input.Checked();
        var (one, entries) = await records.LoadAsync(id, version, stop);
        (session.Reader.WhyNotWork(one) ?? one.WhyNotMove()).ThrowIfRefused();
        var ground = await opening.GroundAsync(one.AccountId, asked.SiteId, asked.Serial, asked.Model, asked.ContactId, stop);
        await StandOnAsync(one, entries, ground, asked.ContactId, "moved", asked.Reason, stop);
    }

    /// <summary>Whoever asked, or the desk, says which model the unit is that the case is about and no inventory has: coverage depends on it (EL-1).</summary>
    /// <exception cref="RefusedException"><c>case.device-known</c></exception>
    public async Task NameModelAsync(Guid id, long version, NamedModel input, CancellationToken stop)
    {
        var name = input.Model?.Trim();
        new InputErrors().Text(name, "/model", MostModelName).ThrowIfAny();
        var (one, entries) = await records.LoadAsync(id, version, stop);
        ((session.Reader.IsOfDesk(one.Tier) ? session.Reader.WhyNotWork(one) : null) ?? one.WhyNotMove() ?? (one.DeviceId is null ? null : new Refusal("case.device-known", one.Number))).ThrowIfRefused();
        var serial = (string?)(await session.OpenAsync(stop)).Entry(one).Property(CaseMapping.Serial).CurrentValue;
        var ground = await opening.GroundAsync(one.AccountId, one.SiteId?.ToString(), serial, name, one.ContactId, stop);
        if (ground.Cover.ModelId is null) throw new InvalidInputException(new InputError("/model", "case.model-unknown", name!));
        await StandOnAsync(one, entries, ground, one.ContactId, "model", reason: null, stop);
    }

    private async Task StandOnAsync(Case one, IReadOnlyList<LedgerEntry> entries, CaseGround ground, Guid? contact, string kind, string? reason, CancellationToken stop)
    {
        var row = (await session.OpenAsync(stop)).Entry(one);
        var before = await StandingAsync(one, (string)row.Property(CaseMapping.Coverage).CurrentValue!, (string?)row.Property(CaseMapping.Contact).CurrentValue, (string?)row.Property(CaseMapping.Serial).CurrentValue, entries, stop);
        one.Move(new(ground.Cover.SiteId, contact, ground.Cover.DeviceId, ground.Cover.ModelId), ground.Terms, session.Reader.Name, records.Now);
        var cover = JsonSerializer.Serialize(CaseCover.Of(ground.Cover), BacklineJson.Options);
        row.Property(CaseMapping.Coverage).CurrentValue = cover;
        row.Property(CaseMapping.Contract).CurrentValue = ground.Cover.ContractId;
        row.Property(CaseMapping.Contact).CurrentValue = ground.Contact;
        row.Property(CaseMapping.Serial).CurrentValue = ground.Cover.Serial;
        await session.AuditAsync(one, kind == "model" ? "case.model-named" : "case.moved", new { reason, coverage = ground.Cover.Said.Outcome }, stop);
        await records.KeepAsync(one, entries, stop);
        await KeepAsync(one, kind, reason, before, await StandingAsync(one, cover, ground.Contact, ground.Cover.Serial, await records.EntriesAsync(one.AccountId, one.Id, stop), stop), stop);
    }

    public async Task ChangePrivacyAsync(Guid id, long version, PrivacyInput input, CancellationToken stop)
    {
        var reason = input.Reason?.ReplaceLineEndings("\n").Trim();
        new InputErrors().Refuse(input.Private is null, "/private", "input.required").Text(reason, "/reason", 500, lines: true).ThrowIfAny();
        var (one, entries) = await records.LoadAsync(id, version, stop);
        if (session.Reader.IsOfDesk(one.Tier)) session.Reader.WhyNotWork(one).ThrowIfRefused();
        var before = one.IsPrivate;
        one.ChangePrivacy(input.Private!.Value);
        await session.AuditAsync(one, one.IsPrivate ? "case.made-private" : "case.shared", new { reason }, stop);
        await records.KeepAsync(one, entries, stop);
        await KeepAsync(one, "privacy", reason!, new(before), new(one.IsPrivate), stop);
    }

    private Task<int> KeepAsync(Case one, string kind, string? reason, CaseStanding before, CaseStanding after, CancellationToken stop) => session.ExecuteAsync(
        "insert into case_change (account_id, partner_id, case_id, id, tier, front_id, kind, at, actor, reason, before, after) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        stop, one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, Guid.CreateVersion7(records.Now), one.Tier.Word(), Parameters.OrNull(one.FrontId), kind, records.Now, session.Reader.Name, Parameters.OrNull(reason), Json(before), Json(after));

    private async Task<CaseStanding> StandingAsync(Case one, string cover, string? contact, string? serial, IReadOnlyList<LedgerEntry> entries, CancellationToken stop)
    {
        var (number, site, model) = await session.FirstAsync("select s.number, s.name, m.name from (select 1) x left join site s on s.account_id = $1 and s.id = $2 left join model m on m.id = $3",
            row => (row.Text(0), row.Text(1), row.Text(2)), stop, one.AccountId, Parameters.OrNull(one.SiteId), Parameters.OrNull(one.ModelId));
        return new(one.IsPrivate, number, site, contact, serial, model, JsonSerializer.Deserialize<CaseCover>(cover, BacklineJson.Options), Due(entries, await books.BookAsync(CaseClocks.TermsOf(entries), stop)));
    }

    private static NpgsqlParameter Json(CaseStanding standing) => new() { Value = JsonSerializer.Serialize(standing, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static CaseStanding Json(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize<CaseStanding>(row.GetString(column), BacklineJson.Options)!;
}
