using System.Text.Json;
using Backline.Server.Platform.Http;

namespace Backline.Server.Ui;

/// <param name="Kind">A tone of the design: ok, info, wait, warn, bad.</param>
public sealed record FlashMessage(string Kind, string Text);

/// <summary>One message that survives one redirect.</summary>
public sealed class Flash(SealedCookies cookies)
{
    private const string Name = "flash";

    /// <summary>Bytes of the text: sealed and encoded, the cookie stays under 3.5 kB, and all cookies under what servers take as headers.</summary>
    private const int Most = 2000;

    public void Ok(string text) => Put("ok", text);
    public void Bad(string text) => Put("bad", text);

    public void Put(string kind, string text) => cookies.Put(Name, JsonSerializer.Serialize(new FlashMessage(kind, Cut(text)), BacklineJson.Options));

    public FlashMessage? Take()
    {
        if (cookies.Read(Name) is not { } text) return null;
        cookies.Forget(Name);
        return JsonSerializer.Deserialize<FlashMessage>(text, BacklineJson.Options);
    }

    private static string Cut(string text)
    {
        var (bytes, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > Most) return text[..length] + "…";
            length += rune.Utf16SequenceLength;
        }
        return text;
    }
}
