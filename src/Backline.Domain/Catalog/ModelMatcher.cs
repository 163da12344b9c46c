namespace Backline.Domain.Catalog;

public enum MatchKind { Exact, Alias, Close }

/// <summary>A model a reported name may mean.</summary>
/// <param name="Score">0 to 100; only exact names and confirmed aliases have 100.</param>
public sealed record ModelProposal(Guid ModelId, string Name, MatchKind Kind, int Score);

/// <summary>Finds models by name. An exact key or an alias a person confirmed decides; anything close is only proposed.</summary>
public sealed class ModelMatcher
{
    private const int LowestScore = 50, WholeWords = 80;

    private readonly Dictionary<string, ModelProposal> known = new(StringComparer.Ordinal);
    private readonly List<(Guid Id, string Name, string Key, IReadOnlyList<string> Tokens)> models = [];

    public ModelMatcher(IEnumerable<(Guid Id, string Name)> models, IEnumerable<(string Alias, Guid ModelId)> aliases)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var (id, name) in models.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var key = ModelName.Key(name);
            names[id] = name;
            this.models.Add((id, name, key, ModelName.Tokens(name)));
            known.TryAdd(key, new(id, name, MatchKind.Exact, 100));
        }
        foreach (var (alias, id) in aliases)
        {
            if (names.TryGetValue(id, out var name)) known.TryAdd(ModelName.Key(alias), new(id, name, MatchKind.Alias, 100));
        }
    }

    /// <summary>The model this name certainly means, or null.</summary>
    public ModelProposal? Find(string reported) => known.GetValueOrDefault(ModelName.Key(reported));

    /// <summary>The certain model alone, or the closest ones, best first; equal scores by name.</summary>
    public IReadOnlyList<ModelProposal> Propose(string reported, int most = 5)
    {
        if (Find(reported) is { } certain) return [certain];
        var key = ModelName.Key(reported);
        if (key.Length == 0) return [];
        var tokens = ModelName.Tokens(reported);
        return
        [
            .. models.Select(m => new ModelProposal(m.Id, m.Name, MatchKind.Close, Closeness(key, tokens, m.Key, m.Tokens)))
                .Where(p => p.Score >= LowestScore)
                .OrderByDescending(p => p.Score).ThenBy(p => p.Name, StringComparer.Ordinal)
                .Take(most),
        ];
    }

    /// <summary>The better of "how few letters differ" and "how many words they share"; never 100.</summary>
    private static int Closeness(string key, IReadOnlyList<string> tokens, string otherKey, IReadOnlyList<string> otherTokens)
    {
        var longest = Math.Max(key.Length, otherKey.Length);
        var letters = (longest - EditDistance(key, otherKey)) * 100 / longest;
        var shared = tokens.Count(otherTokens.Contains);
        var words = shared * 200 / (tokens.Count + otherTokens.Count);
        var contained = Contains(key, otherKey) || Contains(otherKey, key) ? 50 + (Math.Min(key.Length, otherKey.Length) * 50 / longest) : 0;
        // "X50" for "Studio X50": every word of the one is a word of the other
        if (shared > 0 && shared == Math.Min(tokens.Count, otherTokens.Count)) contained = Math.Max(contained, WholeWords);
        return Math.Min(Math.Max(Math.Max(letters, words), contained), 99);
    }

    /// <summary>Not in the middle of a number: "x50" is not in "ccx500".</summary>
    private static bool Contains(string key, string part)
    {
        var at = key.IndexOf(part, StringComparison.Ordinal);
        if (at < 0) return false;
        var end = at + part.Length;
        return !(at > 0 && char.IsDigit(key[at - 1]) && char.IsDigit(part[0])) && !(end < key.Length && char.IsDigit(part[^1]) && char.IsDigit(key[end]));
    }

    private static int EditDistance(string one, string two)
    {
        var above = Enumerable.Range(0, two.Length + 1).ToArray();
        var row = new int[two.Length + 1];
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= two.Length; j++)
            {
                var swap = above[j - 1] + (one[i - 1] == two[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), swap);
            }
            (above, row) = (row, above);
        }
        return above[two.Length];
    }
}
