using Backline.Server.Features.Accounts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>Between the forms of the page of a mail and what is done with it.</summary>
internal sealed class MailForm(MailOperations mails, AccountQueries accounts, PostedForm form, Session session, Flash flash, IStringLocalizer<MailTexts> texts)
{
    /// <returns>Where to go; null: nothing was done, and the form says why.</returns>
    public async Task<string?> ActAsync(Guid id, CancellationToken stop)
    {
        var act = form.Text("act") ?? "";
        form.Place = pointer => pointer.Length == 0 ? "" : $"{act}.{pointer}";
        if (!session.Reader.May(Permissions.CasesWork)) return null;
        MailView? after = null;
        Func<Task>? work = act switch
        {
            "attach" => async () => after = await mails.AttachAsync(id, new(await CaseAsync(stop)), stop),
            "open" => async () => after = await mails.BeginAsync(id, new(await AccountAsync(stop), form.Text("open.subject")), stop),
            "dismiss" => async () => after = await mails.DismissAsync(id, stop),
            _ => null,
        };
        if (work is null || !await form.TryAsync(work)) return null;
        if (after!.State == "held") flash.Bad(texts["failed"]);
        else flash.Ok(texts["done." + act, after.CaseNumber ?? ""]);
        return act == "dismiss" || after.CaseId is null ? $"/mail/{id}" : $"/cases/{after.CaseId}";
    }

    private async Task<Guid?> CaseAsync(CancellationToken stop)
    {
        var number = form.Text("attach.caseId");
        var found = number is null ? null : await session.ScalarAsync<Guid?>("select id from support_case where number = $1", stop, number.ToUpperInvariant());
        return number is null || found is not null ? found : throw new InvalidInputException(new InputError("/caseId", "case.unknown-number", number));
    }

    private async Task<Guid?> AccountAsync(CancellationToken stop) =>
        form.Text("open.accountId") is not { } typed ? null : await accounts.NamesAsync(typed, 2, stop) is [var only] ? only.Id : throw new InvalidInputException(new InputError("/accountId", "case.account-unclear"));
}
