using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Backline.Server.Ui;

/// <summary>What one page has to tell the next, for five minutes, readable by this installation alone: no session, so any node can show it.</summary>
public sealed class SealedCookies(IHttpContextAccessor accessor, IDataProtectionProvider protection)
{
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(5);

    public void Put(string name, string text, string path = "/")
    {
        var http = accessor.HttpContext!;
        http.Response.Cookies.Append(name, Protector(name).Protect(text, Good), new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = path, MaxAge = Good });
    }

    /// <summary>Null when there is none, or none of ours.</summary>
    public string? Read(string name)
    {
        if (accessor.HttpContext!.Request.Cookies[name] is not { } sealedText) return null;
        try
        {
            return Protector(name).Unprotect(sealedText);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Forget(string name, string path = "/") => accessor.HttpContext!.Response.Cookies.Delete(name, new() { Path = path });

    private ITimeLimitedDataProtector Protector(string name) => protection.CreateProtector(name).ToTimeLimitedDataProtector();
}
