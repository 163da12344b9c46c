using System.Resources;
using System.Text.RegularExpressions;
using Backline.Server.Features.Imports;

namespace Backline.Server.Tests.Imports;

public class ImportTextTests
{
    [Fact]
    public void Every_code_says_what_is_wrong_and_what_to_do()
    {
        var texts = new ResourceManager(typeof(ImportTexts));
        var sources = Directory.GetFiles(Path.Combine(Inventories.Folder(), "../../../../src/Backline.Server/Features/Imports/Reading"), "*.cs");
        var codes = sources.SelectMany(source => Regex.Matches(File.ReadAllText(source), "\"(import\\.[a-z-]+)\"").Select(match => match.Groups[1].Value)).Distinct().ToArray();
        Assert.True(codes.Length > 30);
        Assert.All(codes, code =>
        {
            Assert.False(string.IsNullOrEmpty(texts.GetString(code, null)), code);
            Assert.False(string.IsNullOrEmpty(texts.GetString(code + ".mend", null)), code + ".mend");
        });
    }
}
