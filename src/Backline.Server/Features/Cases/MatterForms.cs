using System.Globalization;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Features.Cases.Changes;
using Backline.Server.Features.Cases.Links;
using Backline.Server.Features.Cases.Time;
using Backline.Server.Features.Cases.Watchers;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>Carries out the forms of the panels about watchers, links and what was changed.</summary>
internal sealed class MatterForms(
    PostedForm form, Session session, CaseOperations cases, WatcherOperations watchers, LinkOperations links, SplitOperations splits, ChangeOperations changes, TimeOperations time, Flash flash, IStringLocalizer<MatterTexts> texts, IStringLocalizer<DeskTexts> desk) : IPanelForms
{
    private static readonly string[] acts = ["watcher-add", "watcher-remove", "link", "unlink", "split", "follow-up", "move", "model", "privacy", "time-add", "time-correct"];

    public string Place => "case";

    public bool Knows(string act) => acts.Contains(act);

    public async Task<string?> ActAsync(Guid subject, string act, CancellationToken stop)
    {
        if (!session.Reader.May(Permissions.CasesOpen)) return null;
        if (act is "split" or "follow-up")
        {
            if (await form.OnceAsync(async () => (act == "split" ? (await SplitAsync(subject, stop)).Id : await cases.WriteAsync(subject, new(form.Text("follow-up.text")), stop)).ToString()) is not { } next) return null;
            flash.Ok(texts["done." + act]);
            return "/cases/" + next;
        }
        if (act == "time-add")
        {
            var minutes = form.Read("time-add.minutes", Minutes, "time.not-typed");
            return await form.OnceAsync(async () =>
            {
                await time.AddAsync(subject, new(minutes, form.Text("time-add.what"), form.Flag("time-add.billable")), stop);
                return subject.ToString();
            }) is null ? null : Done(subject, desk["done.time-add"]);
        }
        if (act == "time-correct")
        {
            var minutes = form.Read("time-correct.minutes", Minutes, "time.not-typed");
            var correction = new TimeCorrection(minutes, form.Text("time-correct.what"), form.Text("time-correct.reason"), form.Flag("time-correct.billable"));
            return await form.TryAsync(() => time.CorrectAsync(subject, Id("time-correct.timeId") ?? Guid.Empty, correction, stop)) ? Done(subject, desk["done.time-correct"]) : null;
        }
        if (!await form.TryAsync(() => DoAsync(subject, act, stop))) return null;
        return Done(subject, texts["done." + act]);
    }

    private string Done(Guid subject, string said)
    {
        flash.Ok(said);
        return $"/cases/{subject}";
    }

    private Task DoAsync(Guid id, string act, CancellationToken stop) => act switch
    {
        "watcher-add" => watchers.AddAsync(id, new(Id("watcher-add.personId")), stop),
        "watcher-remove" => watchers.RemoveAsync(id, Id("watcher-remove.personId") ?? Guid.Empty, stop),
        "link" => LinkAsync(id, stop),
        "unlink" => links.RemoveAsync(id, Id("unlink.linkId") ?? Guid.Empty, stop),
        "move" => changes.MoveAsync(id, form.Version, new(form.Text("move.siteId"), Id("move.contactId"), form.Text("move.serial"), form.Text("move.model"), form.Text("move.reason")), stop),
        "model" => changes.NameModelAsync(id, form.Version, new(form.Text("model.model")), stop),
        _ => changes.ChangePrivacyAsync(id, form.Version, new(form.Text("privacy.private") == "true", form.Text("privacy.reason")), stop),
    };

    private async Task LinkAsync(Guid id, CancellationToken stop)
    {
        var number = form.Text("link.caseId");
        var other = number is null ? null : await session.ScalarAsync<Guid?>("select id from support_case where number = $1", stop, number.ToUpperInvariant());
        if (number is not null && other is null) throw new InvalidInputException(new InputError("/caseId", "case.unknown-number", number));
        await links.AddAsync(id, new(other, form.Text("link.kind")), stop);
    }

    private Task<Domain.Cases.Case> SplitAsync(Guid id, CancellationToken stop) =>
        splits.SplitAsync(id, new(form.Ids("split.messageIds"), form.Text("split.subject"), form.Text("split.severity")), stop);

    private static int? Minutes(string text) => SpentTime.Minutes(text) ?? TypedNumber.Whole(text, CultureInfo.CurrentCulture);

    private Guid? Id(string field) => Guid.TryParse(form.Text(field), out var id) ? id : null;
}
