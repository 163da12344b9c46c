namespace Backline.Domain.Cases;

/// <summary>Somebody of a desk who can be named in a note.</summary>
public sealed record Mentionable(Guid Id, string Name, string? Email);

/// <summary>Who is named in a note by @ and the name: the whole name, or its first word where only one has it; where several share a name, name and address.</summary>
public static class Mentions
{
    /// <summary>What each is called so that nobody else is meant: by the name, and where several share it by their address too: "Anna Kim (a.kim@backline.example)".</summary>
    public static IReadOnlyList<(Guid Id, string Name)> Names(IReadOnlyList<Mentionable> people)
    {
        var times = people.CountBy(person => person.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return [.. people.Select(person => (person.Id, person.Email is { } email && times[person.Name] > 1 ? $"{person.Name} ({email})" : person.Name))];
    }

    public static IReadOnlyList<Guid> In(string text, IReadOnlyList<Mentionable> people)
    {
        var names = Names(people);
        var found = new List<Guid>();
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            // an address of mail names nobody
            if (at > 0 && char.IsLetterOrDigit(text[at - 1])) continue;
            if (Named(text.AsSpan(at + 1), names) is { } id && !found.Contains(id)) found.Add(id);
        }
        return found;
    }

    private static Guid? Named(ReadOnlySpan<char> rest, IReadOnlyList<(Guid Id, string Name)> people)
    {
        (Guid Id, string Name)? best = null;
        var twice = false;
        foreach (var person in people)
        {
            if (!Begins(rest, person.Name) || person.Name.Length < best?.Name.Length) continue;
            twice = person.Name.Length == best?.Name.Length;
            best = person;
        }
        if (best is not null) return twice ? null : best?.Id;
        foreach (var person in people)
        {
            if (!Begins(rest, person.Name.Split(' ')[0])) continue;
            if (best is not null) return null;
            best = person;
        }
        return best?.Id;
    }

    private static bool Begins(ReadOnlySpan<char> rest, string name) =>
        name.Length > 0 && rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (rest.Length == name.Length || !char.IsLetterOrDigit(rest[name.Length]));
}
