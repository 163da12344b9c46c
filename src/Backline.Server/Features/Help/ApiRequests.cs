using System.Text.Json.Nodes;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backline.Server.Features.Help;

/// <summary>What a request consists of beside its JSON body: names and meaning of parameters, headers, files, an id and an example for each operation.</summary>
internal sealed class ApiRequests : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = Id(context.Description.HttpMethod!, context.Description.RelativePath!);
        operation.Parameters ??= [];
        foreach (var filter in metadata.OfType<QueryFilters>().SelectMany(filters => filters.Names)) operation.Parameters.Add(Query(filter));
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>()) Describe(parameter);
        if (metadata.OfType<KeyedRequest>().SingleOrDefault() is { } keyed)
            operation.Parameters.Add(Header("Idempotency-Key", keyed.Required, "Your own name for this request, such as a UUID: sent again within 48 hours with the same content it answers the same, and does nothing twice."));
        if (metadata.OfType<VersionedAnswer>().SingleOrDefault() is { Required: true })
            operation.Parameters.Add(Header("If-Match", true, "The ETag that was read, quotation marks included."));
        if (metadata.OfType<FileUpload>().SingleOrDefault() is { } upload)
        {
            operation.RequestBody = Upload(upload);
            if (upload.Name is { } name && operation.Parameters.OfType<OpenApiParameter>().FirstOrDefault(parameter => parameter.Name == "fileName") is { } named) named.Example = JsonValue.Create(name);
        }
        else if (operation.RequestBody?.Content is { } kinds && kinds.TryGetValue("application/json", out var body) && ApiExamples.Of(operation.OperationId) is { } example) body.Example = example;
        return Task.CompletedTask;
    }

    /// <summary>The method and the path in one word: GET /api/v1/sites/{id} is getSitesById. Holds as long as the address does.</summary>
    private static string Id(string method, string path) => method.ToLowerInvariant() + string.Concat(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(Word));

    private static string Word(string segment) => segment.StartsWith('{')
        ? "By" + Pascal(segment.Trim('{', '}').Split(':')[0])
        : string.Concat(segment.Split('-').Select(Pascal));

    private static string Pascal(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static OpenApiParameter Query(string name) => new() { Name = name, In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = name.EndsWith("Id", StringComparison.Ordinal) ? "uuid" : null } };

    private static OpenApiParameter Header(string name, bool required, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Required = required, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static void Describe(OpenApiParameter parameter)
    {
        // filters are declared as properties, and written as fields are
        parameter.Name = char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..];
        parameter.Description ??= ApiParameters.Of(parameter.Name);
        // its number is as good
        if (parameter is { Name: "accountId", Schema: OpenApiSchema account }) account.Format = null;
        if (parameter.Name == "limit" && parameter.Schema is OpenApiSchema limit) (limit.Minimum, limit.Maximum, limit.Default) = ("1", "200", JsonValue.Create(Cursor.DefaultLimit));
    }

    // a file goes as it is, with what is to be said of it in the query, or in a form with the fields before the file
    private static OpenApiRequestBody Upload(FileUpload upload)
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var body = new OpenApiRequestBody { Required = true, Description = $"{upload.What}, up to {upload.MegaBytes} MB.", Content = new Dictionary<string, OpenApiMediaType>() };
        if (upload.Form is { } fields)
        {
            var form = new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string> { "file" }, Properties = new Dictionary<string, IOpenApiSchema>() };
            foreach (var field in fields)
                form.Properties[field] = new OpenApiSchema { Type = JsonSchemaType.String, Description = ApiParameters.Of(field), Examples = (field == "fileName" ? upload.Name : ApiExamples.OfField(field)) is { } example ? [JsonValue.Create(example)] : null };
            form.Properties["file"] = file;
            body.Content["multipart/form-data"] = new() { Schema = form };
        }
        foreach (var type in upload.MediaTypes) body.Content[type] = new() { Schema = file, Example = upload.Example is { } text ? JsonValue.Create(text) : null };
        return body;
    }
}
