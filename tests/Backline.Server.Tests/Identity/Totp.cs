using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Backline.Server.Tests.Identity;

/// <summary>What an authenticator app shows. Source: RFC 6238.</summary>
internal static class Totp
{
    /// <param name="step">0: the code of now; 1: the one that follows, for a code signs in once.</param>
    public static string Code(string secret, int step = 0)
    {
        var bits = string.Concat(secret.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + step);
#pragma warning disable CA5350 // the authenticator apps use SHA-1
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var at = hash[^1] & 15;
        var code = (BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(at)) & int.MaxValue) % 1_000_000;
        return code.ToString("000000", CultureInfo.InvariantCulture);
    }
}
