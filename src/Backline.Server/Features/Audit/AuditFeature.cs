using System.Globalization;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Audit;

/// <summary>Who did what, before and after. Written by Platform/Audit; read and proved here.</summary>
internal static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddScoped<AuditQueries>().AddProblemTexts<AuditTexts>()
        .AddNavItem(new("audit", "/audit", "history", 90, reader => reader.May(Permissions.AuditRead)));

    public static void MapAudit(this RouteGroupBuilder api) => api.MapGroup("/audit-entries").RequirePermission(Permissions.AuditRead).WithTags("Audit")
        .MapGet("", ListAsync).Lists<AuditEntryRow>().WithSummary("Entries, newest first; filters: account (number), accountId, subject (number or id), action, actor, from, to.");

    public static void MapAuditExport(this RouteGroupBuilder web) => web.MapGet("/audit/export", ExportAsync).RequirePermission(Permissions.AuditRead);

    private static async Task<IResult> ListAsync(HttpContext http, AuditQueries audit, [AsParameters] AuditFilter filter, string? cursor, int? limit, CancellationToken stop) =>
        http.Answer(await audit.ListAsync(filter, cursor, limit, stop));

    private static PushStreamHttpResult ExportAsync(HttpContext http, AuditQueries audit, TimeProvider clock, IStringLocalizer<ExportTexts> texts, CancellationToken stop)
    {
        var filter = AuditForm.Of(http.Request.Query, TimeZoneInfo.Utc);
        var name = $"audit-{clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv";
        return TypedResults.Stream(output => AuditExport.WriteAsync(output, audit.AllAsync(filter, stop), texts, stop), "text/csv; charset=utf-8", name);
    }
}
