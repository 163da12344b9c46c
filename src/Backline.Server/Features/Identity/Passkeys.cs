using System.Text.Json;

namespace Backline.Server.Features.Identity;

internal static class Passkeys
{
    /// <summary>
    /// The framework throws where nobody was asked for a passkey in this browser, or not lately, and where the answer is none: two windows, a prompt
    /// left open, a second click. Then there is no answer.
    /// </summary>
    public static async Task<T?> TryAsync<T>(Func<Task<T>> ceremony) where T : class
    {
        try
        {
            return await ceremony();
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
