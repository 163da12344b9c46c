using Microsoft.Net.Http.Headers;

namespace Backline.Server.Platform.Http;

/// <summary>The answer is a page of a list: limit, cursor and the Link header.</summary>
internal sealed record ListAnswer;

/// <summary>The answer carries the version of what it shows as ETag; with <paramref name="Required"/> the request must name it in If-Match.</summary>
internal sealed record VersionedAnswer(bool Required);

/// <summary>The answer says where the new resource is.</summary>
internal sealed record CreatedAnswer;

/// <summary>The answer is a file.</summary>
internal sealed record FileAnswer(string MediaType);

/// <summary>Filters the handler reads from the query itself.</summary>
internal sealed record QueryFilters(IReadOnlyList<string> Names);

/// <summary>The body is a file.</summary>
/// <param name="What">What file it is, in words.</param>
/// <param name="MediaTypes">Of the file as it is.</param>
/// <param name="Name">A name to start from, where the file has one.</param>
/// <param name="Example">A body to start from, where it is a text.</param>
internal sealed record FileUpload(string What, long MegaBytes, IReadOnlyList<string> MediaTypes, string? Name = null, string? Example = null)
{
    /// <summary>The fields before the file where it may come in a form; null: it comes in none.</summary>
    public IReadOnlyList<string>? Form { get; init; }

    /// <summary>A body that does not say what it is may be any of them (RFC 9110, 8.3).</summary>
    public bool Takes(string? contentType) => string.IsNullOrWhiteSpace(contentType) || (MediaTypeHeaderValue.TryParse(contentType, out var type) && MediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase));
}

/// <summary>The POST takes an Idempotency-Key.</summary>
internal sealed record KeyedRequest(bool Required);

/// <summary>What the description of the interface says of an operation beside its input: said where the operation is mapped.</summary>
internal static class Descriptions
{
    extension(RouteHandlerBuilder operation)
    {
        public RouteHandlerBuilder Answers<T>() => operation.Produces<T>();

        public RouteHandlerBuilder AnswersNothing() => operation.Produces(StatusCodes.Status204NoContent);

        public RouteHandlerBuilder AnswersFile(string mediaType) => operation.Produces(StatusCodes.Status200OK).WithMetadata(new FileAnswer(mediaType));

        public RouteHandlerBuilder Creates<T>() => operation.Produces<T>(StatusCodes.Status201Created).WithMetadata(new CreatedAnswer());

        public RouteHandlerBuilder Lists<T>() => operation.Produces<Page<T>>().WithMetadata(new ListAnswer());

        public RouteHandlerBuilder Versioned() => operation.WithMetadata(new VersionedAnswer(Required: false));

        public RouteHandlerBuilder NeedsVersion() => operation.WithMetadata(new VersionedAnswer(Required: true));

        public RouteHandlerBuilder Filters(params string[] names) => operation.WithMetadata(new QueryFilters(names));

        public RouteHandlerBuilder Uploads(FileUpload file) => operation.WithMetadata(file);
    }
}
