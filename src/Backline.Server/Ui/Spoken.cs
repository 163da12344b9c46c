using System.Globalization;

namespace Backline.Server.Ui;

/// <summary>Texts and numbers as somebody else reads them, until this is disposed of: a mail is in its recipient's language, whoever's act sends it (docs/adr/0011).</summary>
internal sealed class Spoken : IDisposable
{
    private readonly (CultureInfo Numbers, CultureInfo Words) before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

    public Spoken(string language) => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo(language), Languages.WordsOf(language));

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
}
