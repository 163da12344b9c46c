using System.ComponentModel.DataAnnotations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Templates;

internal static class TemplateEndpoints
{
    /// <param name="Code">Small letters, digits and hyphens; names it for good.</param>
    public sealed record NewTemplate([property: Required] string? Code, [property: Required] string? Name, IReadOnlyDictionary<string, string>? Texts, MacroInput? Actions = null);

    public static void MapTemplates(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/templates").WithTags("Templates").RequirePermission(Permissions.CasesWork);
        group.MapGet("", ListAsync).Answers<Page<TemplateView>>().WithSummary("The templates of one's own desk, and those that come with the product.");
        group.MapGet("/{code}", GetAsync).Answers<TemplateView>().Versioned().WithSummary("One template, in all its languages.");
        group.MapPost("", CreateAsync).Creates<TemplateView>().Versioned().Idempotent().WithSummary("Add a template of one's own desk.");
        group.MapPut("/{code}", ChangeAsync).Answers<TemplateView>().NeedsVersion().WithSummary("Change a template; of a shipped one it makes the desk's own.");
        group.MapDelete("/{code}", RemoveAsync).AnswersNothing().NeedsVersion().WithSummary("Take a template of one's own desk away; a shipped one of that code stands there again.");
        var one = api.MapGroup("/cases/{id:guid}").WithTags("Templates").RequirePermission(Permissions.CasesWork);
        one.MapGet("/templates/{code}", DraftAsync).Answers<ReplyDraft>().WithSummary("A template as it would be sent in this case, and what would be done along with it.");
        one.MapPost("/macros", CarryOutAsync).Creates<CaseView>().NeedsVersion().Idempotent().WithSummary("Send a template and do what it says, in one act.");
    }

    private static async Task<IResult> ListAsync(TemplateOperations templates, CancellationToken stop) => TypedResults.Ok(Page.Whole(await templates.ListAsync(stop)));

    private static async Task<IResult> GetAsync(string code, TemplateOperations templates, HttpContext http, CancellationToken stop) => TypedResults.Ok(http.Versioned(await templates.GetAsync(code, stop)));

    private static async Task<IResult> CreateAsync(NewTemplate input, TemplateOperations templates, Session session, HttpContext http, CancellationToken stop)
    {
        await templates.CreateAsync(input.Code, new(input.Name, input.Texts, input.Actions), stop);
        var made = await templates.GetAsync(input.Code!.Trim(), stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/templates/{made.Code}", http.Versioned(made));
    }

    private static async Task<IResult> ChangeAsync(string code, TemplateInput input, TemplateOperations templates, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await templates.GetAsync(code, stop)).Version;
        http.RequireVersion(version);
        await templates.ChangeAsync(code, version, input, stop);
        var changed = await templates.GetAsync(code, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(http.Versioned(changed));
    }

    private static async Task<IResult> RemoveAsync(string code, TemplateOperations templates, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await templates.GetAsync(code, stop)).Version;
        http.RequireVersion(version);
        await templates.RemoveAsync(code, version, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DraftAsync(Guid id, string code, ReplyDrafts drafts, CancellationToken stop) => TypedResults.Ok(await drafts.OfAsync(id, code, stop));

    private static async Task<IResult> CarryOutAsync(Guid id, MacroCall input, MacroOperations macros, CaseDetails cases, Session session, HttpContext http, CancellationToken stop)
    {
        var version = await cases.VersionAsync(id, stop);
        http.RequireVersion(version);
        await macros.CarryOutAsync(id, version, input, stop);
        return await CaseEndpoints.CreatedAsync(id, cases, session, http, stop);
    }

    private static TemplateView Versioned(this HttpContext http, TemplateView template)
    {
        http.SetEtag(template.Version);
        return template;
    }
}
