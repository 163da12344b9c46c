using System.Globalization;

namespace Backline.Server.Ui;

/// <summary>Texts and numbers as somebody else reads them, until this is disposed of: a mail is in its recipient's language, whoever's act sends it (docs/adr/0011).</summary>
internal sealed class Spoken : IDisposable
{
    private readonly (CultureInfo Numbers, CultureInfo Words) before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

    public Spoken(string language) : this(language, Languages.WordsOf(language)) { }

    private Spoken(string language, CultureInfo words) => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo(language), words);

    /// <summary>For a mail to a customer: those are written in all six languages, the pages are not yet.</summary>
    public static Spoken InMail(string language) => new(language, Languages.MailWordsOf(language));

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
}
