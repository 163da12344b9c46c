using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Backline.Server.Ui;

/// <param name="Kind">A tone of the design: ok, info, wait, warn, bad.</param>
public sealed record FlashMessage(string Kind, string Text);

/// <summary>One message that survives one redirect, in a sealed cookie: no session, so any node can show it.</summary>
public sealed class Flash(IHttpContextAccessor accessor, IDataProtectionProvider protection)
{
    private const string Name = "flash";
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector(Name).ToTimeLimitedDataProtector();

    public void Ok(string text) => Put("ok", text);
    public void Bad(string text) => Put("bad", text);

    public void Put(string kind, string text)
    {
        var http = accessor.HttpContext!;
        http.Response.Cookies.Append(Name, protector.Protect(JsonSerializer.Serialize(new FlashMessage(kind, text)), TimeSpan.FromMinutes(5)),
            new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/" });
    }

    public FlashMessage? Take()
    {
        var http = accessor.HttpContext!;
        if (http.Request.Cookies[Name] is not { } sealedText) return null;
        http.Response.Cookies.Delete(Name, new() { Path = "/" });
        try
        {
            return JsonSerializer.Deserialize<FlashMessage>(protector.Unprotect(sealedText));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
