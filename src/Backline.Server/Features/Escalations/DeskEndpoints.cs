using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Escalations;

/// <param name="From">Cases opened from then on have it; null: as it was shipped.</param>
public sealed record MatrixView(int Sequence, DateTimeOffset? From, IReadOnlyList<LevelSaid> Levels)
{
    internal static MatrixView Of(MatrixVersion version) => new(version.Sequence, version.Sequence == 0 ? null : version.From, EscalationMatrixQueries.Said(version.Matrix.Levels));
}

/// <summary>Who is called when: the matrix, the people of a desk, and the calls of a case.</summary>
internal static class DeskEndpoints
{
    public static void MapDesk(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("").WithTags("Escalations").RequirePermission(Permissions.CasesWork);
        read.MapGet("/escalation-matrix", MatrixAsync).Answers<Page<MatrixView>>().WithSummary("The escalation matrix, severity by age: its versions, the newest first.");
        read.MapGet("/desk-people", async (DeskPeopleQueries people, CancellationToken stop) => TypedResults.Ok(Page.Whole(await people.ListAsync(stop)))).WithSummary("The people of one's own desk: skills, languages, hours, duties, load.");
        read.MapGet("/desk-people/{personId:guid}", PersonAsync).Answers<DeskPersonView>().Versioned().WithSummary("One of them.");
        read.MapGet("/cases/{id:guid}/calls", async (Guid id, EscalationCallOperations calls, CancellationToken stop) => TypedResults.Ok(Page.Whole(await calls.ListAsync(id, stop)))).WithSummary("The levels of escalation of a case that called somebody, and who answered.");
        read.MapPut("/cases/{id:guid}/calls/acknowledgement", AcknowledgeAsync).Answers<Page<CallView>>().WithSummary("Answer what a case was escalated to; whoever answers keeps the escalation, unless somebody has it.");
        read.MapGet("/cases/{id:guid}/specialists", SpecialistsAsync).Answers<SpecialistSearchView>().WithSummary("Who could take a case, by skill, language, hours and load, with the reasons.");
        read.MapGet("/breaches", BreachesAsync).Lists<BreachView>().WithSummary("Promises of one's own desk that are overdue, or due in the next hours, the first due first.");
        read.MapGet("/breaches/summary", async ([AsParameters] BreachFilter filter, BreachQueries breaches, CancellationToken stop) => TypedResults.Ok(await breaches.SummaryAsync(filter, stop))).WithSummary("The same in figures: by severity, by hour, and who has how much.");
        var manage = api.MapGroup("").WithTags("Escalations").RequirePermission(Permissions.EscalationsManage);
        manage.MapPost("/escalation-matrix", AddAsync).Creates<MatrixView>().Idempotent().WithSummary("Change the matrix: its next version, for cases opened from then on.");
        manage.MapPut("/desk-people/{personId:guid}", ChangeAsync).Answers<DeskPersonView>().NeedsVersion().WithSummary("Say what somebody of the desk can do, when they work and what they are called for.");
    }

    private static async Task<IResult> BreachesAsync([AsParameters] BreachFilter filter, string? cursor, int? limit, BreachQueries breaches, HttpContext http, CancellationToken stop) =>
        http.Answer(await breaches.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> MatrixAsync(EscalationMatrixQueries matrices, CancellationToken stop) => TypedResults.Ok(Page.Whole([.. (await matrices.VersionsAsync(stop)).Reverse().Select(MatrixView.Of)]));

    private static async Task<IResult> AddAsync(EscalationMatrixInput input, EscalationMatrixOperations operations, EscalationMatrixQueries matrices, Session session, CancellationToken stop)
    {
        var sequence = await operations.AddAsync(input, stop);
        var added = (await matrices.VersionsAsync(stop)).First(version => version.Sequence == sequence);
        await session.SaveAsync(stop);
        return TypedResults.Created("/api/v1/escalation-matrix", MatrixView.Of(added));
    }

    private static async Task<IResult> PersonAsync(Guid personId, DeskPeopleQueries people, HttpContext http, CancellationToken stop)
    {
        var one = await people.GetAsync(personId, stop);
        http.SetEtag(one.Version);
        return TypedResults.Ok(one);
    }

    private static async Task<IResult> ChangeAsync(Guid personId, DeskPersonInput input, DeskPeopleOperations operations, DeskPeopleQueries people, Session session, HttpContext http, CancellationToken stop)
    {
        var before = await people.GetAsync(personId, stop);
        http.RequireVersion(before.Version);
        await operations.ChangeAsync(personId, before.Version, input, stop);
        var after = await people.GetAsync(personId, stop);
        await session.SaveAsync(stop);
        http.SetEtag(after.Version);
        return TypedResults.Ok(after);
    }

    private static async Task<IResult> AcknowledgeAsync(Guid id, EscalationCallOperations calls, Session session, CancellationToken stop)
    {
        await calls.AcknowledgeAsync(id, stop);
        var after = await calls.ListAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(Page.Whole(after));
    }

    private static async Task<IResult> SpecialistsAsync(Guid id, SpecialistQueries specialists, CancellationToken stop) =>
        TypedResults.Ok(await specialists.OfAsync(id, 20, stop) ?? throw new NotFoundException("case", id));
}
