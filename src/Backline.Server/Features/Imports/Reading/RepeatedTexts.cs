namespace Backline.Server.Features.Imports.Reading;

/// <summary>Sites, models and versions repeat: one string for each, without a lookup table that grows with the file.</summary>
internal sealed class RepeatedTexts
{
    private readonly string?[] slots = new string?[256];

    public string Get(ReadOnlySpan<char> text)
    {
        ref var slot = ref slots[string.GetHashCode(text, StringComparison.Ordinal) & 0xFF];
        return slot is not null && text.SequenceEqual(slot) ? slot : slot = text.ToString();
    }
}
