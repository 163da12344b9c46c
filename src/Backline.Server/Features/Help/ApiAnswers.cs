using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backline.Server.Features.Help;

/// <summary>The refusals every operation can answer with, each with an example.</summary>
internal sealed class ApiAnswers : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var method = context.Description.HttpMethod;
        var changes = method is "POST" or "PUT" or "PATCH" or "DELETE";
        operation.Responses ??= [];
        if (changes || context.Description.ParameterDescriptions.Count > 0) Add(operation, 400, "input.invalid", "Wrong input, named field by field.");
        Add(operation, 401, "unauthenticated", "No key, or one that is no longer valid.");
        Add(operation, 403, "forbidden", "The role of the key does not include it.");
        if (context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) == true) Add(operation, 404, "not-found", "It does not exist, or is somebody else's.");
        if (changes) Add(operation, 409, "changed-meanwhile", "Refused by a rule; the code says which.");
        if (method is "PUT" or "PATCH") Add(operation, 412, "precondition-failed", "Somebody changed it since it was read.");
        return Task.CompletedTask;
    }

    private static void Add(OpenApiOperation operation, int status, string code, string description)
    {
        var key = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (operation.Responses!.ContainsKey(key)) return;
        operation.Responses[key] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Example = Example(status, code, description) },
            },
        };
    }

    private static JsonObject Example(int status, string code, string description)
    {
        var example = new JsonObject { ["type"] = "/docs/problems#" + code, ["status"] = status, ["detail"] = description, ["code"] = code, ["requestId"] = "4bf92f3577b34da6a3ce929d0e0e4736" };
        if (status == 400) example["errors"] = new JsonArray(new JsonObject { ["pointer"] = "/name", ["code"] = "input.required", ["detail"] = "Give a value." });
        return example;
    }
}
