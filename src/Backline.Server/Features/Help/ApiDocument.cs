using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backline.Server.Features.Help;

/// <summary>What the description of the interface says of itself: title, version, how to sign in, what the parts are.</summary>
internal sealed class ApiDocument : IOpenApiDocumentTransformer
{
    public const string Bearer = "key";

    private const string About =
        """
        Ask with a key: `Authorization: Bearer blk_…`.

        - **Refusals** are `application/problem+json` (RFC 9457) with a stable `code`; wrong input has `errors` with JSON pointers. Every code stands at [/docs/problems](/docs/problems).
        - **Lists** come in pages: `limit` (1 to 200) and `cursor`; the next page is in the `Link` header with `rel="next"`.
        - **Changes** of something that exists need `If-Match` with the `ETag` you read: 428 without it, 412 when somebody was faster.
        - **Creating** takes an `Idempotency-Key`: the same key within 48 hours answers the same, and does nothing twice.
        - Somebody else's data answers 404.
        - Times are UTC in ISO 8601, days `2026-11-21`, amounts `{"amount":"600.00","currency":"EUR"}`.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "REST interface",
            Version = typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1",
            Description = About,
        };
        // the address the reader came by: a document with a host in it is wrong behind a proxy
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ApiSchemas.Problem] = ApiSchemas.OfProblem();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "blk_…", Description = "A key, made under People and keys." },
        };
        document.Security = [new() { [new(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }
}
