using System.Text.Json;

namespace Backline.Server.Ui;

/// <param name="Kind">A tone of the design: ok, info, wait, warn, bad.</param>
public sealed record FlashMessage(string Kind, string Text);

/// <summary>One message that survives one redirect.</summary>
public sealed class Flash(SealedCookies cookies)
{
    private const string Name = "flash";

    public void Ok(string text) => Put("ok", text);
    public void Bad(string text) => Put("bad", text);

    public void Put(string kind, string text) => cookies.Put(Name, JsonSerializer.Serialize(new FlashMessage(kind, text)));

    public FlashMessage? Take()
    {
        if (cookies.Read(Name) is not { } text) return null;
        cookies.Forget(Name);
        return JsonSerializer.Deserialize<FlashMessage>(text);
    }
}
