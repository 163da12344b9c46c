using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Antiforgery;

namespace Backline.Server.Ui;

/// <summary>Marks an endpoint that checks the antiforgery token itself (streamed uploads).</summary>
public sealed class SelfChecked
{
    public static readonly SelfChecked Instance = new();
}

/// <summary>Every unsafe method of a browser's route needs a valid token: the middleware alone leaves the check to form binding.</summary>
internal sealed class AntiforgeryFilter(IAntiforgery antiforgery, ProblemTexts texts) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint()!.Metadata.GetMetadata<SelfChecked>() is null && !await antiforgery.IsRequestValidAsync(http))
            return Problems.Result(http, StatusCodes.Status400BadRequest, "page-too-old", texts["page-too-old"]);
        return await next(context);
    }
}
