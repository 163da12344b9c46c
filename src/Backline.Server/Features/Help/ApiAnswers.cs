using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backline.Server.Features.Help;

/// <summary>The refusals an operation can answer with, each with an example, and the headers of the answers that are none.</summary>
internal sealed partial class ApiAnswers : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var method = context.Description.HttpMethod;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var changes = method is "POST" or "PUT" or "PATCH" or "DELETE";
        var keyed = metadata.OfType<KeyedRequest>().Any();
        var versioned = metadata.OfType<VersionedAnswer>().SingleOrDefault();
        operation.Responses ??= [];
        foreach (var (status, answer) in operation.Responses) Describe(status, (OpenApiResponse)answer, metadata, versioned is not null, "/" + context.Description.RelativePath);
        if (changes || context.Description.ParameterDescriptions.Count > 0) Add(operation, 400, "input.invalid", "Wrong input, named field by field.");
        Add(operation, 401, "unauthenticated", "No key, or one that is no longer valid.");
        Add(operation, 403, "forbidden", "The role of the key does not include it.");
        if (context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) == true) Add(operation, 404, "not-found", "It does not exist, or is somebody else's.");
        if (changes) Add(operation, 409, "changed-meanwhile", "Refused by a rule; the code says which.");
        if (versioned?.Required == true) Add(operation, 412, "precondition-failed", "Somebody changed it since it was read.");
        if (keyed) Add(operation, 422, "idempotency.key-reused", "The key was used for another request.");
        if (versioned?.Required == true) Add(operation, 428, "precondition-required", "If-Match is missing.");
        Add(operation, 429, "too-many-requests", "Too many requests; Retry-After says how many seconds to wait.");
        return Task.CompletedTask;
    }

    private static void Describe(string status, OpenApiResponse answer, IList<object> metadata, bool versioned, string path)
    {
        if (status[0] != '2') return;
        answer.Description = status switch { "201" => "Created.", "204" => "Done; nothing to say.", _ => "The answer." };
        if (metadata.OfType<FileAnswer>().SingleOrDefault() is { } file)
            answer.Content = new Dictionary<string, OpenApiMediaType> { [file.MediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } };
        if (versioned && status != "204") Header(answer, "ETag", "The version, for If-Match.", "\"3\"");
        if (metadata.OfType<CreatedAnswer>().Any()) Header(answer, "Location", "Where it is.", string.Join('/', path.Split('/').Take(4)) + "/" + (path == "/api/v1/plans" ? "my-plan" : Id));
        if (metadata.OfType<KeyedRequest>().Any()) Header(answer, "Idempotency-Replayed", "true when this is the stored answer of an earlier request with the key.", "true");
        if (metadata.OfType<ListAnswer>().Any()) Header(answer, "Link", "The next page, with rel=\"next\"; absent on the last one.", $"<{Parameter().Replace(path, Id)}?cursor=WyJCZXJsaW4iXQ>; rel=\"next\"");
    }

    private const string Id = "01993c5e-6b0f-7c4e-9c7b-0f2d1a4b8e55";

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();

    private static void Header(OpenApiResponse answer, string name, string description, string example)
    {
        answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
        answer.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example };
    }

    private static void Add(OpenApiOperation operation, int status, string code, string description)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        if (operation.Responses!.ContainsKey(key)) return;
        var refusal = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ApiSchemas.Problem), Example = Example(status, code, description) },
            },
        };
        if (status == 429) Header(refusal, "Retry-After", "Seconds to wait.", "5");
        operation.Responses[key] = refusal;
    }

    private static JsonObject Example(int status, string code, string description)
    {
        var example = new JsonObject { ["type"] = "/docs/problems#" + code, ["status"] = status, ["detail"] = description, ["code"] = code, ["requestId"] = "4bf92f3577b34da6a3ce929d0e0e4736" };
        if (status == 400) example["errors"] = new JsonArray(new JsonObject { ["pointer"] = "/name", ["code"] = "input.required", ["detail"] = "Give a value." });
        return example;
    }
}
