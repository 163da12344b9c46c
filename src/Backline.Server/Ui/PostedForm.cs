using System.Globalization;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Ui;

/// <summary>
/// A posted form as it was typed, and what is wrong with it by field. Fields are named as in the interface ("endsOn"), so that one pointer serves both;
/// what can't be read as a number or a day is an error of its own, never silently nothing.
/// </summary>
public sealed class PostedForm(IHttpContextAccessor accessor, Session session, ProblemTexts texts) : FormFeedback(accessor.HttpContext!, session, texts)
{
    public bool IsPosted => HttpMethods.IsPost(Http.Request.Method) && Http.Request.HasFormContentType;

    /// <summary>As typed, for showing it again; <paramref name="otherwise"/> before anything was posted.</summary>
    public string? Typed(string name, string? otherwise = null) => IsPosted ? Http.Request.Form[name].ToString() : otherwise;

    public string? Text(string name) => IsPosted && Http.Request.Form[name].ToString() is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public IReadOnlyList<string> All(string name) => IsPosted ? [.. Http.Request.Form[name].OfType<string>().Where(text => text.Length > 0)] : [];

    public bool Flag(string name) => Text(name) == "true";

    public int? Whole(string name) => Read<int>(name, "input.not-whole", text =>
        int.TryParse(text.Replace(" ", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null);

    /// <summary>With a decimal point, or the decimal sign of the reader's language.</summary>
    public decimal? Number(string name) => Read<decimal>(name, "input.not-a-number", text =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.CurrentCulture, out value) ? value : null);

    public DateOnly? Day(string name) => Read<DateOnly>(name, "input.not-a-day", text =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null);

    public long Version => Whole("version") ?? 0;

    protected override string FieldOf(string pointer) => pointer.TrimStart('/');

    private T? Read<T>(string name, string code, Func<string, T?> parse) where T : struct
    {
        if (Text(name) is not { } text) return null;
        if (parse(text) is { } value) return value;
        Add(name, code, text);
        return null;
    }
}
