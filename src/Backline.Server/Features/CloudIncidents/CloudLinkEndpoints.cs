using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Features.CloudIncidents;

internal static class CloudLinkEndpoints
{
    /// <summary>Bytes of the longest message.</summary>
    private const int LongestMessage = 256 << 10;

    public static void MapCloudLinks(this RouteGroupBuilder api)
    {
        api.MapGroup("/cloud-incidents").WithTags("Cloud incidents").RequirePermission(Permissions.CasesWork)
            .MapPut("/{cloudIncidentId:guid}/connector", (Guid cloudIncidentId, CloudLinkOperations links, CloudIncidentAct act, CancellationToken stop) => act.DoAsync(cloudIncidentId, version => links.LinkAsync(cloudIncidentId, version, stop), stop))
            .Answers<CloudIncidentView>().NeedsVersion().WithSummary("Let a program open it at the cloud partner, and follow it.");
        // whoever signs right is the cloud partner
        api.MapPost("/cloud-partners/{cloudPartner:guid}/events", HearAsync).WithTags("Cloud partners").AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(LongestMessage)).AnswersNothing()
            .WithSummary("A signed message of a cloud partner: webhook-id, webhook-timestamp and webhook-signature (v1, HMAC-SHA256 of id.timestamp.body).");
    }

    private static async Task<IResult> HearAsync(Guid cloudPartner, HttpContext http, IServiceScopeFactory scopes, ProblemTexts texts, CancellationToken stop)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, stop);
        var headers = http.Request.Headers;
        await using var scope = scopes.CreateProgrammeScope("cloud-incidents");
        var heard = await scope.ServiceProvider.GetRequiredService<CloudLinkOperations>().HearAsync(cloudPartner, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body.ToArray(), Number(body.ToArray()), stop);
        if (!heard) return Problems.Result(http, StatusCodes.Status401Unauthorized, "cloud-partner.signature", texts["cloud-partner.signature"]);
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static string? Number(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("number", out var number) && number.ValueKind == JsonValueKind.String ? number.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // signed, but of nothing one knows, or in no letters
            return null;
        }
    }
}
