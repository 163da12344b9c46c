namespace Backline.Server.Features.Help;

/// <summary>The words of the product in its languages, as docs/glossary.md has them. A word marked with a star was proposed by us.</summary>
internal sealed class Glossary
{
    private readonly IReadOnlyList<GlossaryTerm> terms;

    public Glossary()
    {
        using var stream = typeof(Glossary).Assembly.GetManifestResourceStream("glossary.md")!;
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().Split('\n').Where(line => line.StartsWith('|') && !line.StartsWith("|-", StringComparison.Ordinal))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).ToList();
        var languages = rows[0].Skip(2).ToList();
        terms = [.. rows.Skip(1).Where(row => row.Length == rows[0].Length)
            .Select(row => new GlossaryTerm(row[0], row[1], languages.Zip(row.Skip(2)).ToDictionary(pair => pair.First, pair => pair.Second)))];
    }

    public IReadOnlyList<GlossaryTerm> Terms => terms;
}

/// <param name="In">By language.</param>
internal sealed record GlossaryTerm(string Term, string Means, IReadOnlyDictionary<string, string> In);
