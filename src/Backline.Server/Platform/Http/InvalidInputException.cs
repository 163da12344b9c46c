using Backline.Domain.Common;

namespace Backline.Server.Platform.Http;

/// <summary>One thing wrong with what was sent. Pointer is a JSON pointer into the body ("/serial") or the name of a query parameter.</summary>
/// <param name="Code">Stable; its text is looked up in the reader's language.</param>
public sealed record InputError(string Pointer, string Code, params object[] Args);

/// <summary>What was sent can't be used as it is: 400 with every error, and nothing changed.</summary>
public sealed class InvalidInputException(params IReadOnlyList<InputError> errors) : Exception(string.Join(", ", errors.Select(error => error.Code)))
{
    public IReadOnlyList<InputError> Errors { get; } = errors;

    /// <summary>The same, of what stands in a field of something larger: "/counted" under "/terms" is "/terms/counted".</summary>
    public InvalidInputException Under(string pointer) => new([.. Errors.Select(error => error with { Pointer = pointer + error.Pointer })]);
}

/// <summary>Collects what is wrong, so that one answer names it all.</summary>
public sealed class InputErrors
{
    private readonly List<InputError> errors = [];

    public InputErrors Refuse(bool wrong, string pointer, string code, params object[] args)
    {
        if (wrong) errors.Add(new(pointer, code, args));
        return this;
    }

    /// <summary>Required, with no more than <paramref name="longest"/> characters (of Unicode: an emoji is one), none of them <see cref="UnicodeText.Unwritten"/>.</summary>
    /// <param name="lines">May have several lines.</param>
    public InputErrors Text(string? value, string pointer, int longest = 200, bool lines = false)
    {
        if (value is null || value.IsUnseen()) errors.Add(new(pointer, "input.required"));
        return OptionalText(value, pointer, longest, lines);
    }

    public InputErrors OptionalText(string? value, string pointer, int longest = 200, bool lines = false) =>
        Refuse(value?.Length > longest && value.EnumerateRunes().Count() > longest, pointer, "input.too-long", longest).Refuse(value?.HoldsUnwritten(lines) == true, pointer, "input.control-characters");

    /// <summary>One of the words, where one is given.</summary>
    public InputErrors Word(string? value, string pointer, IReadOnlyList<string> words) => Refuse(!string.IsNullOrEmpty(value) && !words.Contains(value), pointer, "input.unknown-value", string.Join(", ", words));

    /// <summary>A day given lies in <see cref="ProgrammeYears"/>.</summary>
    public InputErrors Day(DateOnly? day, string pointer) => Refuse(day is { } given && !ProgrammeYears.Hold(given), pointer, "input.year-out-of-range", ProgrammeYears.First, ProgrammeYears.Last);

    /// <summary>A moment given lies in <see cref="ProgrammeYears"/>.</summary>
    public InputErrors Moment(DateTimeOffset? moment, string pointer) => Refuse(moment is { } given && !ProgrammeYears.Hold(given), pointer, "input.year-out-of-range", ProgrammeYears.First, ProgrammeYears.Last);

    public bool Any => errors.Count > 0;
    public IReadOnlyList<InputError> All => errors;

    public void ThrowIfAny()
    {
        if (errors.Count > 0) throw new InvalidInputException([.. errors]);
    }
}
