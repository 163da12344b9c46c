using System.Globalization;
using Backline.Domain.Calendars;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Ui;

/// <summary>
/// A posted form as it was typed, and what is wrong with it by field. Fields are named as in the interface ("endsOn"), so that one pointer serves both;
/// what can't be read as a number or a day is an error of its own, never silently nothing.
/// </summary>
public sealed class PostedForm(IHttpContextAccessor accessor, Session session, ProblemTexts texts) : FormFeedback(accessor.HttpContext!, session, texts)
{
    private readonly Dictionary<string, string> put = new(StringComparer.Ordinal);

    public bool IsPosted => HttpMethods.IsPost(Http.Request.Method) && Http.Request.HasFormContentType;

    /// <summary>As typed, for showing it again; <paramref name="otherwise"/> before anything was posted.</summary>
    public string? Typed(string name, string? otherwise = null) => IsPosted ? Posted(name) : otherwise;

    /// <summary>The same on a page of several forms: what another of them posted empties no field of this one.</summary>
    public string? Typed(string name, string? otherwise, string act) => Text("act") is { } posted && posted != act ? otherwise : Typed(name, otherwise);

    /// <summary>Whether the form that was posted has the field, empty or not.</summary>
    public bool Given(string name) => IsPosted && Http.Request.Form.ContainsKey(name);

    public string? Text(string name) => IsPosted && Posted(name) is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public IReadOnlyList<string> All(string name) => IsPosted ? [.. Http.Request.Form[name].OfType<string>().Where(text => text.Length > 0)] : [];

    /// <summary>What was ticked; what is no id is <see cref="Guid.Empty"/>, which nothing has.</summary>
    public IReadOnlyList<Guid> Ids(string name) => [.. All(name).Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty)];

    public bool Flag(string name) => Text(name) == "true";

    /// <summary>Also as the pages show it: "1.181" in German.</summary>
    public int? Whole(string name) => Read(name, text => TypedNumber.Whole(text, CultureInfo.CurrentCulture), "input.not-whole");

    /// <summary>As files write it, or as the pages show it to this reader; see <see cref="TypedNumber"/>.</summary>
    public decimal? Number(string name)
    {
        if (Text(name) is not { } text) return null;
        var readings = TypedNumber.Readings(text, CultureInfo.CurrentCulture);
        if (readings.Count == 1) return readings[0];
        Add(name, readings.Count == 0 ? "input.not-typed-number" : "input.two-numbers",
            [text, .. (readings.Count == 0 ? [1234.5m] : readings).Select(number => TypedNumber.Text(number, readings.Count == 0 ? 2 : 0, CultureInfo.CurrentCulture))]);
        return null;
    }

    public DateOnly? Day(string name) => Read<DateOnly>(name, text =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null, "input.not-a-day");

    /// <summary>As a field of the kind "datetime-local" sends it, "2026-03-29T02:30", by the clock on the reader's wall; what that shows never, or twice, is refused.</summary>
    public DateTimeOffset? Moment(string name, TimeZoneInfo zone)
    {
        if (Read<DateTimeOffset>(name, Wall, "input.not-typed-moment") is not { } wall) return null;
        var (day, time) = (DateOnly.FromDateTime(wall.DateTime), TimeOnly.FromTimeSpan(wall.TimeOfDay));
        if (WallTime.WhyNot(day, time, zone) is not { } refusal) return WallTime.At(day, time, zone);
        Add(name, refusal.Code, refusal.Args);
        return null;
    }

    public long Version => Whole("version") ?? 0;

    /// <summary>Says which field a pointer of the interface means where the two are not called alike: "categories/0/unitPrice" is the field "video.unitPrice".</summary>
    public Func<string, string> Place { get; set; } = pointer => pointer;

    protected override string FieldOf(string pointer) => Place(pointer.TrimStart('/'));

    /// <summary>Takes another value than was posted: of a field that follows another one, and that nobody typed over.</summary>
    public void Put(string name, string value) => put[name] = value;

    private string Posted(string name) => put.TryGetValue(name, out var value) ? value : Http.Request.Form[name].ToString();

    // in the first and the last year another zone has no such moment
    private static DateTimeOffset? Wall(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var typed) && typed.Year is > 1 and < 9999 ? typed : null;

    /// <summary>As a form of its own reads it; what can't be read is refused by the code, and null.</summary>
    public T? Read<T>(string name, Func<string, T?> parse, string code) where T : struct
    {
        if (Text(name) is not { } text) return null;
        if (parse(text) is { } value) return value;
        Add(name, code, text);
        return null;
    }
}
