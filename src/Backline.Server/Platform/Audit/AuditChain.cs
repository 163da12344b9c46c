using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Backline.Server.Platform.Audit;

/// <summary>
/// The arithmetic of the chain. An entry's hash covers the entry, the salted hash of its details and the hash before it, so that a change, a gap
/// or a reordering shows, and details can be erased without breaking it.
/// </summary>
public static class AuditChain
{
    private const byte EntryDomain = 1;
    private const byte DetailsDomain = 2;
    private const byte HeadsDomain = 3;

    public static byte[] Start { get; } = new byte[32];

    public static byte[] HashOfDetails(byte[] salt, Guid? actorId, string actor, string? before, string? after) =>
        Hash(DetailsDomain, salt, Encoding.UTF8.GetBytes(actorId?.ToString() ?? ""), Encoding.UTF8.GetBytes(actor), Encoding.UTF8.GetBytes(before ?? ""), Encoding.UTF8.GetBytes(after ?? ""));

    /// <param name="at">Whole microseconds: what the database keeps.</param>
    public static byte[] HashOfEntry(Guid accountId, long sequence, Guid id, DateTimeOffset at, string action, string subjectType, Guid subjectId, string? number, byte[] details, byte[] previous)
    {
        var numbers = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(numbers, sequence);
        BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(8), at.UtcTicks / TimeSpan.TicksPerMicrosecond);
        return Hash(EntryDomain, accountId.ToByteArray(bigEndian: true), numbers, id.ToByteArray(bigEndian: true), Encoding.UTF8.GetBytes(action), Encoding.UTF8.GetBytes(subjectType),
            subjectId.ToByteArray(bigEndian: true), Encoding.UTF8.GetBytes(number ?? ""), details, previous);
    }

    /// <param name="heads">In the order of their accounts.</param>
    public static byte[] HashOfHeads(IEnumerable<(Guid AccountId, long Sequence, byte[] Hash)> heads) => Hash(HeadsDomain, [.. heads.SelectMany(head =>
    {
        var sequence = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(sequence, head.Sequence);
        return new[] { head.AccountId.ToByteArray(bigEndian: true), sequence, head.Hash };
    })]);

    /// <summary>Every part is preceded by its length: no two different entries give the same bytes.</summary>
    private static byte[] Hash(byte domain, params byte[][] parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([domain]);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }
        return hash.GetHashAndReset();
    }
}
