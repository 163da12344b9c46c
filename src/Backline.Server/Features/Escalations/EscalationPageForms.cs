using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Backline.Server.Ui.Components;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Escalations;

/// <summary>Between the forms of the page of an escalation and what is done with it. The fields of a form begin with what it does: "update.text".</summary>
internal sealed class EscalationPageForms(EscalationOperations escalations, AccountEscalationOperations accounts, EscalationCallOperations calls, PostedForm form, Formats formats, Session session, Flash flash, IStringLocalizer<EscalationTexts> texts)
{
    private const int MostPeople = 500;

    /// <returns>Whether it was done; else the form says why.</returns>
    public async Task<bool> ActAsync(Guid id, CancellationToken stop)
    {
        var act = form.Text("act") ?? "";
        form.Place = pointer => pointer.Length == 0 ? "" : $"{act}.{pointer}";
        // a reader's page answers no posts
        if (!session.Reader.May(Permissions.CasesWork) || Work(id, act, form.Version, stop) is not { } work || !await form.TryAsync(work)) return false;
        flash.Ok(texts["done." + act]);
        return true;
    }

    /// <summary>Those of the reader's own desk.</summary>
    public async Task<IReadOnlyList<Choice>> PeopleAsync(CancellationToken stop) => [.. (await session.ListAsync(
        "select id, name, role from person where account_id is null and partner_id is not distinct from $1 and disabled_at is null order by lower(name), id limit $2",
        row => (Id: row.GetGuid(0), Name: row.GetString(1), Role: row.GetString(2)), stop, Parameters.OrNull(session.Reader.PartnerId), MostPeople))
        .Where(person => Permissions.Of(person.Role).Contains(Permissions.CasesWork)).Select(person => new Choice(person.Id.ToString(), person.Name))];

    private Func<Task>? Work(Guid id, string act, long version, CancellationToken stop) => act switch
    {
        "approve" => () => escalations.ApproveAsync(id, version, stop),
        "decline" => () => escalations.DeclineAsync(id, version, new(form.Text("decline.text")), stop),
        "acknowledge" when Guid.TryParse(form.Text("case"), out var called) => () => calls.AcknowledgeAsync(called, stop),
        "take" => () => escalations.OwnAsync(id, version, session.Reader.PersonId, stop),
        "own" => () => escalations.OwnAsync(id, version, Person("own.personId"), stop),
        "update" => () => escalations.UpdateAsync(id, version, new(form.Text("update.text"), form.Moment("update.nextUpdateAt", formats.Zone)), stop),
        "plan" => () => accounts.IntendAsync(id, version, new(form.Text("plan.text")), stop),
        "trend" => () => accounts.TurnAsync(id, version, new(form.Text("trend.trend"), form.Text("trend.text")), stop),
        "end" => () => escalations.EndAsync(id, version, new(form.Text("end.text")), stop),
        "watch" => () => accounts.WatchAsync(id, version, Person("watch.personId") ?? throw new InvalidInputException(new InputError("/personId", "input.required")), stop),
        "unwatch" => () => accounts.UnwatchAsync(id, version, Person("person") ?? Guid.Empty, stop),
        "link" => async () => await accounts.LinkAsync(id, version, await CaseAsync(stop), stop),
        "unlink" => () => accounts.UnlinkAsync(id, version, Guid.TryParse(form.Text("case"), out var of) ? of : Guid.Empty, stop),
        _ => null,
    };

    private Guid? Person(string field) => Guid.TryParse(form.Text(field), out var person) ? person : null;

    private async Task<Guid> CaseAsync(CancellationToken stop)
    {
        var number = form.Text("link.caseId")?.ToUpperInvariant();
        new InputErrors().Text(number, "/caseId", 20).ThrowIfAny();
        return await session.ScalarAsync<Guid?>("select id from support_case where number = $1", stop, number) ?? throw new InvalidInputException(new InputError("/caseId", "case.unknown-number", number!));
    }
}
