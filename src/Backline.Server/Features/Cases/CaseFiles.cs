using Backline.Domain.Common;
using Backline.Server.Features.Cases.Articles;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Features.Cases.Pages;
using Backline.Server.Features.Cases.Time;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Features.Cases;

/// <summary>The list as a file, for the interface and for the page.</summary>
internal static class CaseFiles
{
    public static void MapCaseFiles(this RouteGroupBuilder web)
    {
        web.MapGet("/cases/export", ListedAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.CasesRead).ExcludeFromDescription();
        web.MapArticleFragments();
        web.MapAttachmentFiles();
        CasePresence.Map(web);
        web.MapGet("/desk/queue", QueueAsync).RequirePermission(Permissions.CasesWork).ExcludeFromDescription();
        web.MapGet("/cases/cover", async (string? account, string? siteId, string? device, NewCaseForm form, CancellationToken stop) => new RazorComponentResult<CaseCoverHint>(new { Cover = await form.CoverAsync(account, siteId, device, stop) }))
            .RequirePermission(Permissions.CasesOpen).ExcludeFromDescription();
        web.MapGet("/cases/contacts", async (string? account, string? device, NewCaseForm form, CancellationToken stop) => new RazorComponentResult<ContactOptions>(new { Contacts = await form.ContactsAsync(account, device, stop) }))
            .RequirePermission(Permissions.CasesOpen).ExcludeFromDescription();
        web.MapTimeFiles();
    }

    private static async Task<IResult> QueueAsync(Guid? id, DeskQueue queue, CancellationToken stop) => new RazorComponentResult<DeskQueuePane>(new { List = await queue.LoadAsync(null, stop), CaseId = id });

    private static async Task<IResult> ListedAsync([AsParameters] CaseListQuestion question, CaseList list, CaseQueries cases, CancellationToken stop) =>
        await FileAsync(await list.FilterAsync(question, stop), cases, stop);

    internal static async Task<IResult> FileAsync(CaseFilter filter, CaseQueries cases, CancellationToken stop)
    {
        var rows = (await cases.ListAsync(filter, null, CsvAnswer.Most, stop)).Items;
        return new CsvAnswer("cases", ["number", "desk", "account-number", "account", "site", "subject", "severity", "state", "priority", "assignee", "opened-at", "next-at"], rows.Select(row => (IReadOnlyList<string?>)
            [row.Number, row.Desk.Word(), row.AccountNumber, row.Account, row.Site, row.Subject, row.Severity.Word(), row.State.Word(), row.Priority ? "yes" : "no", row.Assignee, CsvAnswer.Moment(row.OpenedAt), CsvAnswer.Moment(row.NextAt)]));
    }
}
