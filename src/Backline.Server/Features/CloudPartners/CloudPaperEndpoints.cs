using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Features.CloudPartners;

internal static class CloudPaperEndpoints
{
    private static FileUpload Paper { get; } = new("The paper: PDF, PNG or JPEG", CloudPaperOperations.MostBytes >> 20, ["application/pdf", "image/png", "image/jpeg"], "agreement.pdf");

    public static void MapCloudPaperEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/cloud-papers").WithTags("Cloud partners").RequirePermission(Permissions.CasesRead);
        read.MapGet("", ListAsync).Lists<CloudPaperView>().WithSummary("Agreements and signed approvals of customers with cloud partners, the newest first.");
        read.MapGet("/{cloudPaperId:guid}", GetAsync).Answers<CloudPaperView>().Versioned().WithSummary("One paper.");
        read.MapGet("/{cloudPaperId:guid}/file", (Guid cloudPaperId, Session session, StoredFiles files, HttpContext http, CancellationToken stop) => FileAsync(cloudPaperId, session, files, http, stop))
            .AnswersFile("application/octet-stream").WithSummary("The paper itself.");
        var add = api.MapGroup("/cloud-papers").WithTags("Cloud partners").RequirePermission(Permissions.CasesOpen);
        add.MapPost("", AddAsync).Creates<CloudPaperView>().Versioned().Idempotent().WithSummary("Add a paper; its file follows, and an approval counts only with it. Approvals need approvals.sign.");
        add.MapPut("/{cloudPaperId:guid}/file", AttachAsync).Answers<CloudPaperView>().Versioned().Uploads(Paper).WithMetadata(new RequestSizeLimitAttribute(CloudPaperOperations.MostBytes + 1_000_000))
            .WithSummary("Hand in the paper itself as the body: PDF, PNG or JPEG.");
        add.MapPut("/{cloudPaperId:guid}/withdrawal", WithdrawAsync).Answers<CloudPaperView>().NeedsVersion().WithSummary("Take a paper back with the reason: it counts no more. Approvals need approvals.sign.");
    }

    private static async Task<IResult> ListAsync(Guid? accountId, Guid? cloudPartnerId, string? cursor, int? limit, CloudPaperQueries papers, HttpContext http, CancellationToken stop) =>
        http.Answer(await papers.ListAsync(accountId, cloudPartnerId, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid cloudPaperId, CloudPaperQueries papers, HttpContext http, CancellationToken stop) => TypedResults.Ok(Versioned(http, await papers.GetAsync(cloudPaperId, stop)));

    internal static async Task<IResult> FileAsync(Guid id, Session session, StoredFiles files, HttpContext http, CancellationToken stop)
    {
        var stored = await session.ScalarAsync<Guid>("select file_id from cloud_paper where id = $1 and file_id is not null", stop, id);
        var file = (stored == Guid.Empty ? null : await files.FindAsync(stored, stop)) ?? throw new NotFoundException("cloud-paper", id);
        // what somebody handed in is saved, never shown inside this site
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(files.Open(file, stop), file.MediaType, file.Name);
    }

    private static async Task<IResult> AddAsync(CloudPaperInput input, CloudPaperOperations operations, CloudPaperQueries papers, Session session, HttpContext http, CancellationToken stop)
    {
        var id = await operations.AddAsync(input, stop);
        var paper = await papers.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/cloud-papers/{id}", Versioned(http, paper));
    }

    private static async Task<IResult> AttachAsync(Guid cloudPaperId, string? fileName, CloudPaperOperations operations, CloudPaperQueries papers, Session session, HttpContext http, CancellationToken stop)
    {
        try
        {
            await operations.AttachAsync(cloudPaperId, fileName, http.Request.Body, stop);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413)
        {
            throw new Backline.Domain.Common.RefusedException(new("cloud-paper.file-too-large", CloudPaperOperations.MostBytes >> 20));
        }
        var paper = await papers.GetAsync(cloudPaperId, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(Versioned(http, paper));
    }

    private static async Task<IResult> WithdrawAsync(Guid cloudPaperId, CloudPaperWithdrawal input, CloudPaperOperations operations, CloudPaperQueries papers, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await papers.GetAsync(cloudPaperId, stop)).Version;
        http.RequireVersion(version);
        await operations.WithdrawAsync(cloudPaperId, version, input, stop);
        var paper = await papers.GetAsync(cloudPaperId, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(Versioned(http, paper));
    }

    private static CloudPaperView Versioned(HttpContext http, CloudPaperView paper)
    {
        http.SetEtag(paper.Version);
        return paper;
    }
}
