using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Features.Partners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Quartz;

namespace Backline.Server.Features.Cases.Satisfaction;

/// <summary>
/// Asks whoever asked how it went, once a case: as soon as it is closed, or two days after it was resolved; in their language and under the brand that serves them.
/// Somebody asked for one case is not asked for another within 14 days.
/// </summary>
internal sealed class RatingAsking(Session session, MailOutbox outbox, RatingLinks links, ServedBrands brands, SurveyWords words, TimeProvider clock)
{
    /// <summary>Cases whose askers are to be asked yet, those resolved after $1.</summary>
    internal const string Due =
        """
        from support_case c left join contact k on k.account_id = c.account_id and k.id = c.contact_id
        left join person p on p.id = c.opened_by_id and p.disabled_at is null and (p.account_id = c.account_id or c.tier = 'vendor' and p.account_id is null and p.partner_id = c.front_id)
        where c.state in ('resolved', 'closed') and c.merged_into_id is null and c.resolved_at > $1 and coalesce(nullif(k.email, ''), p.email) is not null
          and not exists (select from case_rating r where r.account_id = c.account_id and r.case_id = c.id)
        """;

    /// <summary>Somebody asked is not asked again within it, and of what is longer ago nobody is asked.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromDays(14);

    private const int AtOnce = 200;
    private static readonly TimeSpan afterResolution = TimeSpan.FromDays(2), good = TimeSpan.FromDays(30);

    private sealed record Done(Guid AccountId, Guid? PartnerId, Guid Id, string Number, string Subject, string Tier, Guid? FrontId, string Email, string Name, string Language);

    public async Task AskAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var done = await session.ListAsync(
            $"""
            select c.account_id, c.partner_id, c.id, c.number, c.subject, c.tier, c.front_id, lower(coalesce(nullif(k.email, ''), p.email)), case when k.email <> '' then k.name else p.name end, case when k.email <> '' then k.language else p.language end
            {Due} and (c.state = 'closed' or c.resolved_at <= $2)
            order by c.resolved_at, c.id limit $3
            """, row => new Done(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetString(5), row.Nullable<Guid>(6), row.GetString(7), row.GetString(8), row.GetString(9)),
            stop, now - Quiet, now - afterResolution, AtOnce);
        foreach (var one in done) await AskAsync(one, now, stop);
    }

    private async Task AskAsync(Done one, DateTimeOffset now, CancellationToken stop)
    {
        await session.OneAtATimeAsync("rating", one.Email, stop);
        var kept = await session.FirstAsync(
            """
            insert into case_rating (account_id, partner_id, case_id, tier, front_id, recipient, language, skipped, asked_at, expires_at)
            select $1, $2, $3, $4, $5, $6, $7, exists (select from case_rating where recipient = $6 and not skipped and asked_at > $8), $9, $10 on conflict do nothing returning skipped
            """, row => (bool?)row.GetBoolean(0), stop, one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, one.Tier, Parameters.OrNull(one.FrontId), one.Email, one.Language, now - Quiet, now, now + good);
        if (kept is not false) return;
        var brand = await brands.OfAsync(one is { Tier: "vendor", FrontId: not null } ? null : one.AccountId, one.FrontId, stop);
        var (service, link) = (brand?.Name ?? Brand.Own.Name, links.Of(one.AccountId, one.Id));
        var scores = string.Join("\n", Enumerable.Range(1, 5).Reverse().Select(score => $"{score} {words.Of(one.Language, "score." + score.ToString(CultureInfo.InvariantCulture))}: {link}?score={score.ToString(CultureInfo.InvariantCulture)}"));
        await outbox.AddAsync(new(one.Email, one.Language, words.Of(one.Language, "mail.subject", one.Number), words.Of(one.Language, "mail.text", one.Name, one.Number, one.Subject, scores, service).Trim(), AccountId: one.AccountId, Sender: brand?.Name) { DeskId = one.Tier == "partner" ? one.FrontId : null }, stop);
    }
}

/// <summary>Every ten minutes.</summary>
[DisallowConcurrentExecution]
internal sealed class RatingJob(IServiceScopeFactory scopes) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateProgrammeScope("satisfaction");
        await scope.ServiceProvider.GetRequiredService<RatingAsking>().AskAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(cancellationToken);
    }
}
