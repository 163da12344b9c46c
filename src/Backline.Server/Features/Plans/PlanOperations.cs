using System.Text.Json;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.Plans;

public sealed record PlanInput(string? Name, PlanSettings? Settings);

/// <summary>Changes of plans. Contracts keep the copy they were activated with.</summary>
public sealed class PlanOperations(Session session, TimeProvider clock)
{
    /// <summary>A new plan with the settings of another one.</summary>
    /// <exception cref="RefusedException"><c>plan.code-taken</c>, <c>plan.code-invalid</c>, <c>plan.name-missing</c></exception>
    public async Task<Plan> CopyAsync(string from, string? code, string? name, CancellationToken stop)
    {
        new InputErrors().Text(code, "/code", 60).Text(name, "/name", 120).ThrowIfAny();
        var original = await LoadAsync(from, stop);
        return await CreateAsync(code!, name!, original.Settings, stop);
    }

    public async Task<Plan> CreateAsync(string code, string name, PlanSettings settings, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        if (await db.Set<Plan>().AnyAsync(plan => plan.Code == code, stop)) throw new RefusedException(new("plan.code-taken", code));
        var plan = Plan.Create(Guid.CreateVersion7(clock.GetUtcNow()), code, name, settings);
        db.Add(plan);
        session.Audit(Act.OnProgramme("plan.created", "plan", plan.Id, plan.Code, after: settings));
        return plan;
    }

    /// <exception cref="RefusedException">What the settings lack; see PlanSettingsRules.</exception>
    public async Task<Plan> ChangeAsync(string code, long version, PlanInput input, CancellationToken stop)
    {
        new InputErrors().Text(input.Name, "/name", 120).Refuse(input.Settings is null, "/settings", "input.required").ThrowIfAny();
        var plan = await LoadAsync(code, stop);
        if (plan.Version != version) throw new StaleVersionException();
        var before = new PlanInput(plan.Name, plan.Settings);
        // saved as it was: no new version that says nothing
        if (Text(before) == Text(input)) return plan;
        plan.Change(input.Name!, input.Settings!);
        session.Audit(Act.OnProgramme("plan.changed", "plan", plan.Id, plan.Code, before, input));
        return plan;
    }

    public async Task<Plan> RetireAsync(string code, CancellationToken stop)
    {
        var plan = await LoadAsync(code, stop);
        plan.Retire();
        session.Audit(Act.OnProgramme("plan.retired", "plan", plan.Id, plan.Code));
        return plan;
    }

    // in one order: a form sends its boxes in the order it shows them
    private static string Text(PlanInput plan) => JsonSerializer.Serialize(plan with
    {
        Name = plan.Name!.Trim(),
        Settings = plan.Settings! with { Services = [.. plan.Settings.Services.Order()], Options = [.. plan.Settings.Options.Order()], Eligibility = [.. plan.Settings.Eligibility.OrderBy(threshold => threshold.Category)] },
    }, BacklineJson.Options);

    /// <exception cref="NotFoundException"/>
    public async Task<Plan> LoadAsync(string code, CancellationToken stop) => await FindAsync(code, stop) ?? throw new NotFoundException("plan", code);

    /// <summary>The plan that a field names.</summary>
    /// <exception cref="InvalidInputException"><c>plan.unknown</c></exception>
    public async Task<Plan> NamedAsync(string code, string pointer, CancellationToken stop) =>
        await FindAsync(code, stop) ?? throw new InvalidInputException(await UnknownAsync(session, code, pointer, stop));

    /// <summary>What is said of a code that no plan has.</summary>
    internal static async Task<InputError> UnknownAsync(Session session, string code, string pointer, CancellationToken stop) =>
        new(pointer, "plan.unknown", code, string.Join(", ", await session.ListAsync("select code from plan order by code", row => row.GetString(0), stop)));

    private async Task<Plan?> FindAsync(string code, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        return await db.Set<Plan>().SingleOrDefaultAsync(plan => plan.Code == code, stop);
    }
}
