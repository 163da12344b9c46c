using System.Globalization;
using System.Text.Json;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Cases.Bulk;

/// <summary>Between the page of many cases and what is done with them. Cases are written as "id:version".</summary>
internal sealed class BulkForm(PostedForm form, BulkOperations bulk, Formats formats)
{
    public async Task<BulkAnswer?> DoAsync(IEnumerable<string> chosen, CancellationToken stop)
    {
        // sent twice, the answer of the first is shown again
        var answer = await form.OnceAsync(async () => JsonSerializer.Serialize(await bulk.DoAsync(Input(chosen), stop), BacklineJson.Options));
        return answer is null ? null : JsonSerializer.Deserialize<BulkAnswer>(answer, BacklineJson.Options);
    }

    public static IReadOnlyList<BulkCase> Read(IEnumerable<string> chosen) =>
        [.. chosen.Select(one => one.Split(':')).Where(parts => parts.Length == 2 && Guid.TryParse(parts[0], out _) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(parts => new BulkCase(Guid.Parse(parts[0]), long.Parse(parts[1], CultureInfo.InvariantCulture))).DistinctBy(one => one.Id)];

    private BulkInput Input(IEnumerable<string> chosen)
    {
        // nobody is a choice like any other, and none is made by itself
        new InputErrors().Refuse(form.Text("action") == "assign" && string.IsNullOrEmpty(form.Text("personId")), "/personId", "input.required").ThrowIfAny();
        return new(form.Text("action"), Read(chosen), Guid.TryParse(form.Text("personId"), out var person) ? person : null,
            form.Text("reason"), form.Moment("followUpAt", formats.Zone), form.Text("severity"), form.Text("template"), form.Text("outcome"), form.Text("text"));
    }
}
