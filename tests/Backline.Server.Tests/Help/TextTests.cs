using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Backline.Server.Platform.Access;

namespace Backline.Server.Tests.Help;

/// <summary>Pages speak through texts only, and every text they ask for exists.</summary>
public partial class TextTests
{
    private static readonly string server = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "src", "Backline.Server");

    private static string Here([CallerFilePath] string path = "") => path;

    // the showcase of components is for developers
    private static IEnumerable<string> Pages => Directory.EnumerateFiles(server, "*.razor", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !Path.GetFileName(file).StartsWith("Showcase", StringComparison.Ordinal));

    [Fact]
    public void No_page_has_words_of_its_own()
    {
        var found = from file in Pages
                    let markup = Markup(File.ReadAllText(file))
                    from Match words in Words().Matches(markup)
                    select $"{Path.GetFileName(file)}: {words.Groups["words"].Value.Trim()}";

        Assert.Empty(found);
    }

    [Fact]
    public void Every_text_a_page_asks_for_by_a_fixed_key_exists()
    {
        var keys = Directory.EnumerateFiles(server, "*.resx", SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file).Root!.Elements("data").Select(data => (string)data.Attribute("name")!)).ToHashSet(StringComparer.Ordinal);
        var missing = from file in Pages.Concat(Directory.EnumerateFiles(Path.Combine(server, "Features"), "*.cs", SearchOption.AllDirectories))
                      let text = File.ReadAllText(file)
                      from Match asked in Asked().Matches(text)
                      let key = asked.Groups["key"].Value
                      where !keys.Contains(key)
                      select $"{Path.GetFileName(file)}: {key}";

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_kind_of_event_in_a_device_history_has_words()
    {
        var keys = XDocument.Load(Path.Combine(server, "Features", "Devices", "DeviceTexts.resx")).Root!.Elements("data").Select(data => (string)data.Attribute("name")!).ToHashSet(StringComparer.Ordinal);
        var kinds = (from file in Directory.EnumerateFiles(Path.Combine(server, "Features"), "*.cs", SearchOption.AllDirectories)
                     from Match written in EventKind().Matches(File.ReadAllText(file))
                     select written.Groups["kind"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "added", "imported", "import-undone", "missing", "model-set" }, kinds);
        Assert.DoesNotContain(kinds, kind => !keys.Contains("event." + kind));
    }

    [Fact]
    public void Everything_a_key_may_do_has_words()
    {
        var keys = XDocument.Load(Path.Combine(server, "Features", "Identity", "IdentityTexts.resx")).Root!.Elements("data").Select(data => (string)data.Attribute("name")!).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(Permissions.All, permission => !keys.Contains("scope." + permission));
    }

    /// <summary>The page without comments, code blocks and what stands in tags.</summary>
    private static string Markup(string page)
    {
        page = Comments().Replace(page, "");
        var code = page.IndexOf("\n@code", StringComparison.Ordinal);
        return code < 0 ? page : page[..code];
    }

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comments();

    // two words in a row between a tag's end and the next tag or expression, or in an attribute people read
    [GeneratedRegex(@"(?:(?<=<(?:p|span|b|h\d|a|li|td|th|dt|dd|button|label|div|summary)(?:\s[^<>@]*)?>)\s*(?<words>[A-Z]?[a-z]{2,}(?: [a-z]{2,})+)[^<@]*<)|(?:\b(?:placeholder|title|aria-label|alt|Title|Label|Hint|Text|Question|Action)=""(?<words>[A-Za-z]+ [a-z][^""@]*)"")")]
    private static partial Regex Words();

    // the first quoted word of what is written: a parameter in C#, a literal in SQL
    [GeneratedRegex(@"(?:\bevents\.AddAsync\([^""()]*""(?<kind>[a-z-]+)"")|(?:insert into device_event [^']*?\bselect\b[^']*?'(?<kind>[a-z-]+)')", RegexOptions.Singleline)]
    private static partial Regex EventKind();

    [GeneratedRegex(@"\b(?:T|Ui|texts|problems)\[""(?<key>[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*)""(?:\]|, )")]
    private static partial Regex Asked();
}
