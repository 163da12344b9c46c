using System.Globalization;
using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;
using Quartz;

namespace Backline.Server.Features.CloudPartners;

/// <summary>Looks every morning for papers that end soon.</summary>
internal sealed class CloudPaperJob(IServiceScopeFactory scopes) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateProgrammeScope("cloud-papers");
        await scope.ServiceProvider.GetRequiredService<CloudPaperWarnings>().WarnAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(cancellationToken);
    }
}

/// <summary>
/// A paper that ends is told of 90, 60 and 30 days before, each once: to the customer's administrators, or, where a partner serves the customer, to the
/// partner's people. One that another of its kind outlasts is not told of.
/// </summary>
internal sealed class CloudPaperWarnings(Session session, CloudPaperQueries papers, MailOutbox outbox, IStringLocalizer<CloudPartnerTexts> texts)
{
    public const int First = 90;
    private static readonly int[] days = [30, 60, First];

    private sealed record Ending(Guid AccountId, Guid? PartnerId, Guid Id, string TimeZone, string CloudPartner, CloudPaperKind Kind, string Reference, DateOnly Until, int? Warned);

    private sealed record Recipient(string Email, string Language);

    /// <returns>How many papers were told of.</returns>
    public async Task<int> WarnAsync(CancellationToken stop)
    {
        var ending = await session.ListAsync(
            """
            select p.account_id, p.partner_id, p.id, a.time_zone, c.name, p.kind, p.reference, p.until_day, p.warned_days from cloud_paper p join account a on a.account_id = p.account_id join cloud_partner c on c.id = p.cloud_partner_id
            where p.withdrawn_at is null and p.until_day between $1::date - 1 and $1::date + 91
              and not exists (select from cloud_paper o where o.account_id = p.account_id and o.cloud_partner_id = p.cloud_partner_id and o.kind = p.kind and o.withdrawn_at is null and (o.kind <> 'authority' or o.file_id is not null) and (o.until_day is null or o.until_day > p.until_day))
            order by p.id for update of p skip locked
            """, row => new Ending(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3), row.GetString(4), Words.Parse<CloudPaperKind>(row.GetString(5)), row.GetString(6), row.GetFieldValue<DateOnly>(7), row.Nullable<int>(8)),
            stop, papers.TodayIn("UTC"));
        var told = 0;
        foreach (var paper in ending)
        {
            var left = paper.Until.DayNumber - papers.TodayIn(paper.TimeZone).DayNumber;
            // the nearest of the three that has come, unless it was told of
            if (left < 0 || days.Where(day => left <= day).Order().Cast<int?>().FirstOrDefault() is not { } step || paper.Warned <= step) continue;
            await session.ExecuteAsync("update cloud_paper set warned_days = $3 where account_id = $1 and id = $2", stop, paper.AccountId, paper.Id, step);
            foreach (var recipient in await RecipientsAsync(paper, stop)) await WriteAsync(paper, recipient, left, stop);
            told++;
        }
        return told;
    }

    private Task<List<Recipient>> RecipientsAsync(Ending paper, CancellationToken stop) => session.ListAsync(
        """
        select email, language from person where disabled_at is null and email is not null
            and (($2::uuid is null and account_id = $1 and role = 'customer-administrator') or (account_id is null and partner_id = $2 and role = 'partner'))
        order by id limit 20
        """, row => new Recipient(row.GetString(0), row.GetString(1)), stop, paper.AccountId, Parameters.OrNull(paper.PartnerId));

    private async Task WriteAsync(Ending paper, Recipient recipient, int left, CancellationToken stop)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = Languages.MailWordsOf(recipient.Language);
            var kind = texts["mail.kind." + paper.Kind.Word()].Value;
            await outbox.AddAsync(new(recipient.Email, recipient.Language, texts["mail.subject", kind, paper.CloudPartner, Formats.PlainDay(paper.Until)],
                texts["mail.text", kind, paper.Reference, paper.CloudPartner, Formats.PlainDay(paper.Until), left], AccountId: paper.AccountId), stop);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
