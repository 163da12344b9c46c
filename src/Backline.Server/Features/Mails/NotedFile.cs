using System.Text.Json;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Mails;

/// <summary>A file of a mail as it was dealt with.</summary>
/// <param name="Problem">Why it was not taken; null when it was, or was not looked at.</param>
/// <param name="Code">Of the problem; it never changes.</param>
public sealed record MailFileView(string Name, long? Bytes, string? Problem, string? Code = null);

/// <summary>The same as it is kept: with what the problem names, so that it can be said in the language of whoever sent the file.</summary>
internal sealed record NotedFile(string Name, long? Bytes, string? Problem = null, string? Code = null, IReadOnlyList<object>? Args = null)
{
    public static NotedFile Refused(string name, long bytes, InputError error, ProblemTexts problems) => new(name, bytes, Named(name, error.Code, problems[error.Code, error.Args]), error.Code, error.Args);

    public static string Json(IEnumerable<NotedFile> files) => JsonSerializer.Serialize(files, BacklineJson.Options);

    public static IReadOnlyList<NotedFile> Read(string json) => JsonSerializer.Deserialize<List<NotedFile>>(json, BacklineJson.Options)!;

    /// <summary>Why it was not taken, in the words of the moment; one that was kept before there were codes is only named.</summary>
    public string Said(ProblemTexts problems) => Code is null ? Name : Named(Name, Code, problems[Code, [.. (Args ?? []).Select(Plain)]]);

    // that there are too many is said of a message, not of a file
    private static string Named(string name, string code, string problem) => code == AttachmentCheck.TooMany ? $"{name}: {problem}" : problem;

    private static object Plain(object kept) => kept is JsonElement { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : kept.ToString() ?? "";
}
