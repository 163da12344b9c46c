using System.Collections;
using System.Globalization;
using System.Resources;
using Backline.Server.Ui;

namespace Backline.Server.Tests.Ui;

/// <summary>Texts as they are written: what a reader sees of them is what stands there.</summary>
public class WrittenTextsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("de")]
    [InlineData("es")]
    [InlineData("it")]
    [InlineData("ko")]
    [InlineData("vi")]
    public void No_text_spells_its_line_ends_as_programs_do(string language)
    {
        var own = typeof(CountedTexts).Assembly;
        var assembly = language.Length == 0 ? own : own.GetSatelliteAssembly(CultureInfo.GetCultureInfo(language));
        var texts = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".resources", StringComparison.Ordinal)).SelectMany(name =>
        {
            using var reader = new ResourceReader(assembly.GetManifestResourceStream(name)!);
            return reader.Cast<DictionaryEntry>().Select(entry => (Key: $"{name} {entry.Key}", Value: entry.Value as string)).ToList();
        }).ToList();

        Assert.NotEmpty(texts);
        Assert.Empty(texts.Where(text => text.Value?.Contains("\\n", StringComparison.Ordinal) == true).Select(text => text.Key));
    }
}
