using Backline.Server.Platform.Access;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Audit;

/// <summary>Who did what, before and after. Written by Platform/Audit; read and proved here.</summary>
internal static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddScoped<AuditQueries>().AddProblemTexts<AuditTexts>()
        .AddNavItem(new("audit", "/audit", "history", 90, reader => reader.May(Permissions.AuditRead)));

    public static void MapAudit(this RouteGroupBuilder api) => api.MapGroup("/audit-entries").RequirePermission(Permissions.AuditRead).WithTags("Audit")
        .MapGet("", ListAsync).Lists<AuditEntryRow>().WithSummary("Entries, newest first; filters: account (number), accountId, subject (number or id), action, actor, from, to.");

    public static void MapAuditExport(this RouteGroupBuilder web) => web.MapGet("/audit/export", ExportAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.AuditRead);

    private static async Task<IResult> ListAsync(HttpContext http, AuditQueries audit, [AsParameters] AuditFilter filter, string? cursor, int? limit, CancellationToken stop) =>
        http.Answer(await audit.ListAsync(filter, cursor, limit, stop));

    private static CsvAnswer ExportAsync(HttpContext http, AuditQueries audit, CancellationToken stop) => AuditExport.Answer(audit.AllAsync(AuditForm.Of(http.Request.Query, TimeZoneInfo.Utc), stop));
}
