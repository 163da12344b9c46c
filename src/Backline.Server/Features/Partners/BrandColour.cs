using System.Globalization;
using System.Runtime.InteropServices;

namespace Backline.Server.Features.Partners;

/// <summary>A colour in sRGB, and how well it can be read. Source: WCAG 2.2, relative luminance and contrast ratio.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BrandColour(byte Red, byte Green, byte Blue)
{
    /// <summary>What text needs against its ground (WCAG 2.2, 1.4.3).</summary>
    public const double LeastContrast = 4.5;
    public static readonly BrandColour White = new(255, 255, 255);
    public static readonly BrandColour Black = new(0, 0, 0);

    /// <summary>"#0b6152", in either case, with or without the sign.</summary>
    public static bool TryParse(string? text, out BrandColour colour)
    {
        colour = default;
        var digits = text?.Trim().TrimStart('#');
        if (digits?.Length != 6 || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        colour = new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    /// <summary>From 1 (the same) to 21 (black and white).</summary>
    public double ContrastWith(BrandColour other)
    {
        var (mine, its) = (Luminance, other.Luminance);
        return (Math.Max(mine, its) + 0.05) / (Math.Min(mine, its) + 0.05);
    }

    /// <summary>Part of the way to another colour: 0 stays, 1 arrives.</summary>
    public BrandColour Towards(BrandColour other, double part) => new(Between(Red, other.Red, part), Between(Green, other.Green, part), Between(Blue, other.Blue, part));

    /// <summary>The nearest colour on the way to <paramref name="pole"/> that reaches the contrast against <paramref name="ground"/>; itself when it does already.</summary>
    public BrandColour Reaching(double contrast, BrandColour ground, BrandColour pole)
    {
        for (var step = 0; step < 256; step++)
        {
            var candidate = Towards(pole, step / 256.0);
            if (candidate.ContrastWith(ground) >= contrast) return candidate;
        }
        return pole;
    }

    /// <summary>The nearest colour that can stand as text on white.</summary>
    public BrandColour Acceptable() => Reaching(LeastContrast, White, Black);

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static byte Between(byte from, byte to, double part) => (byte)Math.Round(from + ((to - from) * part));
}
