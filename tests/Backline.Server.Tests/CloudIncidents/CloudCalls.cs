using System.Net;
using System.Net.Http.Headers;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.CloudIncidents;

/// <summary>What tests of incidents with cloud partners say again and again.</summary>
internal static class CloudCalls
{
    public static Task<Guid> CloudPartnerAsync(this CaseApp app, string name = "Microsoft Teams") => app.Seed.ScalarAsync<Guid>("select id from cloud_partner where name = $1", name);

    public static async Task PapersAsync(this CaseApp app, ApiClient who, Guid? account = null, string name = "Microsoft Teams", DateOnly? until = null)
    {
        var partner = await app.CloudPartnerAsync(name);
        var agreement = await who.PostAsync("/api/v1/cloud-papers", new { accountId = account, cloudPartnerId = partner, kind = "agreement", reference = "agreement-1", signer = "K. Vogel", from = "2026-01-01", until });
        Assert.Equal(201, agreement.Status);
        // the account's administrator signs, with the paper itself
        var owner = agreement["accountId"].GetGuid();
        var authority = await (await app.ApiAsync(Roles.CustomerAdministrator, owner)).PostAsync("/api/v1/cloud-papers", new { cloudPartnerId = partner, kind = "authority", reference = "authority-1", signer = "K. Vogel", from = "2026-01-01", until });
        Assert.Equal(201, authority.Status);
        using var signed = await app.FileAsync(Roles.CustomerAdministrator, owner, authority["id"].GetGuid(), [.. "%PDF-1.7 signed"u8]);
        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
    }

    public static async Task<ApiAnswer> ConsiderAsync(this CaseApp app, ApiAnswer one, ApiClient? who = null, string name = "Microsoft Teams", string? findings = "The gateway refuses the codec.") =>
        await (who ?? app.Agent).PostAsync("/api/v1/cloud-incidents", new { caseId = one["id"].GetGuid(), cloudPartnerId = await app.CloudPartnerAsync(name), findings, asSpecified = true });

    /// <summary>In its newest version.</summary>
    public static async Task<ApiAnswer> ActAsync(this ApiClient who, ApiAnswer incident, string what, object? body = null)
    {
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}";
        return await who.PutAsync($"{path}/{what}", body ?? new { }, (await who.GetAsync(path)).Etag ?? "\"1\"");
    }

    public static Task<ApiAnswer> AgainAsync(this ApiClient who, ApiAnswer incident) => who.GetAsync($"/api/v1/cloud-incidents/{incident["id"].GetString()}");

    /// <summary>Asked for, requested and open under the number.</summary>
    public static async Task<ApiAnswer> OpenedAsync(this CaseApp app, ApiAnswer one, string number, string by = "customer", object? opening = null)
    {
        var incident = await app.ConsiderAsync(one);
        await app.Agent.ActAsync(incident, "asking", new { by });
        Assert.Equal(200, (await app.Agent.ActAsync(incident, "request")).Status);
        var opened = await app.Agent.ActAsync(incident, "opening", opening ?? new { externalNumber = number });
        Assert.Equal(200, opened.Status);
        return opened;
    }

    public static async Task<HttpResponseMessage> FileAsync(this CaseApp app, string role, Guid? account, Guid paper, byte[] content, string name = "signed.pdf")
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var client = app.Browser(await app.Seed.KeyAsync(role, account));
        return await client.PutAsync($"/api/v1/cloud-papers/{paper}/file?fileName={Uri.EscapeDataString(name)}", body, TestContext.Current.CancellationToken);
    }

    public static string[] Codes(this ApiAnswer incident) => [.. incident["missing"].EnumerateArray().Select(missing => missing.GetProperty("code").GetString()!)];
}
