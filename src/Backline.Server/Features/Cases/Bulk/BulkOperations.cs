using System.ComponentModel.DataAnnotations;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Cases.Templates;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Bulk;

/// <param name="Version">Of what the choice was made by.</param>
public sealed record BulkCase(Guid? Id, long? Version);

/// <param name="Action">assign, wait, severity, template, resolve or close.</param>
/// <param name="Cases">200 at most.</param>
/// <param name="PersonId">assign: to whom; null: to nobody.</param>
/// <param name="Reason">wait: for what.</param>
/// <param name="FollowUpAt">wait: when somebody looks again.</param>
/// <param name="Template">template: its code.</param>
/// <param name="Outcome">resolve: how.</param>
/// <param name="Text">resolve and wait: what is told; severity: why.</param>
public sealed record BulkInput(
    [property: Required] string? Action, IReadOnlyList<BulkCase>? Cases, Guid? PersonId = null, string? Reason = null, DateTimeOffset? FollowUpAt = null, string? Severity = null, string? Template = null, string? Outcome = null, string? Text = null)
{
    public const int Most = 200;

    public static IReadOnlyList<string> Actions { get; } = ["assign", "wait", "severity", "template", "resolve", "close"];

    /// <summary>What would be refused for every case alike.</summary>
    /// <exception cref="InvalidInputException"/>
    internal void Check()
    {
        var errors = new InputErrors().Text(Action, "/action").Word(Action, "/action", Actions)
            .Refuse(Cases is not { Count: > 0 and <= Most }, "/cases", "bulk.how-many", Most).Refuse(Cases?.Any(one => one.Id is null || one.Version is null) == true, "/cases", "input.required");
        if (errors.Any) errors.ThrowIfAny();
        switch (Action)
        {
            case "wait":
                errors.Text(Reason, "/reason").Word(Reason, "/reason", Words.All<PauseReason>());
                errors.ThrowIfAny();
                new WaitInput(FollowUpAt, Text).Check();
                break;
            case "severity": new SeverityInput(Severity, Text).Checked(); break;
            case "template": errors.Text(Template, "/template", 60); break;
            case "resolve": new ResolutionInput(Outcome, Text).Checked(); break;
        }
        errors.ThrowIfAny();
    }
}

/// <param name="Code">Why nothing was done with it; null: it was done.</param>
public sealed record BulkRow(Guid Id, string? Number, string? Subject, bool Done, long? Version, string? Code, string? Detail);

/// <param name="Rows">In the order they were given in.</param>
public sealed record BulkAnswer(int Done, int Refused, IReadOnlyList<BulkRow> Rows);

/// <summary>
/// Does the same with many cases. Each is a unit of work of its own: done whole or refused with its reason, by the version it was chosen in. What was done stays done;
/// asked again with the same key, or after a double click, the first answer is given.
/// </summary>
internal sealed class BulkOperations(Session session, IServiceScopeFactory scopes, ProblemTexts texts)
{
    public async Task<BulkAnswer> DoAsync(BulkInput input, CancellationToken stop)
    {
        input.Check();
        var rows = new List<BulkRow>();
        foreach (var one in input.Cases!.DistinctBy(one => one.Id)) rows.Add(await OneAsync(input, one.Id!.Value, one.Version!.Value, stop));
        return new(rows.Count(row => row.Done), rows.Count(row => !row.Done), rows);
    }

    private async Task<BulkRow> OneAsync(BulkInput input, Guid id, long version, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentReader>().Be(session.Reader);
        var own = services.GetRequiredService<Session>();
        CaseGlance? known = null;
        try
        {
            known = await services.GetRequiredService<CaseGlances>().GetAsync(id, stop);
            await ActAsync(services, input, id, version, stop);
            var now = await own.ScalarAsync<long>("select version from support_case where account_id = $1 and id = $2", stop, known.AccountId, id);
            await own.SaveAsync(stop);
            return new(id, known.Number, known.Subject, true, now, null, null);
        }
        catch (RefusedException e)
        {
            return Refused(e.Refusal.Code, texts.Of(e.Refusal));
        }
        catch (InvalidInputException e)
        {
            return Refused(e.Errors[0].Code, texts[e.Errors[0].Code, e.Errors[0].Args]);
        }
        catch (NotFoundException e)
        {
            return Refused("not-found", texts[e.What == "template" ? "bulk.no-template" : "bulk.no-case"]);
        }
        catch (Exception e) when (e is StaleVersionException or Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException)
        {
            return Refused("changed-meanwhile", texts["changed-meanwhile"]);
        }

        BulkRow Refused(string code, string detail) => new(id, known?.Number, known?.Subject, false, null, code, detail);
    }

    private static Task ActAsync(IServiceProvider services, BulkInput input, Guid id, long version, CancellationToken stop)
    {
        var cases = services.GetRequiredService<CaseOperations>();
        return input.Action switch
        {
            "assign" => cases.AssignAsync(id, version, input.PersonId, stop),
            "wait" => cases.WaitAsync(id, version, Words.Parse<PauseReason>(input.Reason), new(input.FollowUpAt, input.Text), stop),
            "severity" => cases.ChangeSeverityAsync(id, version, new(input.Severity, input.Text), stop),
            "template" => services.GetRequiredService<MacroOperations>().CarryOutAsync(id, version, new(input.Template), stop),
            "resolve" => cases.ResolveAsync(id, version, new(input.Outcome, input.Text), stop),
            _ => cases.CloseAsync(id, version, stop),
        };
    }
}
