namespace Backline.Server.Features.Imports.Reading;

/// <summary>Which keys came before: 64-bit marks in one array, 16 to 32 bytes a device at most, whatever the keys are long.</summary>
internal sealed class IdentitySet
{
    private ulong[] slots = new ulong[1024];
    private int count;

    /// <returns>False when it was there already.</returns>
    public bool Add(ulong mark)
    {
        if (count * 4L >= slots.Length * 3L) Grow();
        if (!Put(slots, mark)) return false;
        count++;
        return true;
    }

    /// <summary>FNV-1a with a last mixing; two of two million different keys share a mark once in ten million files.</summary>
    public static ulong Mark(char kind, ReadOnlySpan<char> key)
    {
        var mark = (14695981039346656037UL ^ kind) * 1099511628211UL;
        foreach (var c in key) mark = (mark ^ c) * 1099511628211UL;
        mark ^= mark >> 32;
        mark *= 0xD6E8FEB86659FD93UL;
        mark ^= mark >> 32;
        return mark == 0 ? 1 : mark;
    }

    private static bool Put(ulong[] slots, ulong mark)
    {
        var at = (int)(mark & (ulong)(slots.Length - 1));
        while (slots[at] != 0)
        {
            if (slots[at] == mark) return false;
            at = (at + 1) & (slots.Length - 1);
        }
        slots[at] = mark;
        return true;
    }

    private void Grow()
    {
        var larger = new ulong[slots.Length * 2];
        foreach (var mark in slots)
            if (mark != 0) Put(larger, mark);
        slots = larger;
    }
}
