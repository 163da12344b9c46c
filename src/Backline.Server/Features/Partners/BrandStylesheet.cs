namespace Backline.Server.Features.Partners;

/// <summary>All that a brand replaces of the design: the accent and the field beside the sign-in form. States keep their colours, so no brand can break a meaning.</summary>
internal static class BrandStylesheet
{
    private static readonly BrandColour DarkSurface = new(0x16, 0x1b, 0x23);
    private static readonly BrandColour DarkInk = new(0x0b, 0x15, 0x1c);

    /// <summary>What stands on the dark accent and beside it must be read as easily as Backline's own.</summary>
    private const double DarkContrast = 7;

    public static string Of(BrandColour accent)
    {
        var dark = accent.Reaching(DarkContrast, DarkSurface, BrandColour.White);
        return $$"""
            :root {
              --bl-accent: light-dark({{accent}}, {{dark}});
              --bl-accent-strong: light-dark({{accent.Towards(BrandColour.Black, 0.22)}}, {{dark.Towards(BrandColour.White, 0.35)}});
              --bl-accent-soft: light-dark({{accent.Towards(BrandColour.White, 0.92)}}, {{DarkSurface.Towards(dark, 0.16)}});
              --bl-on-accent: light-dark({{BrandColour.White}}, {{DarkInk}});
              --bl-field: light-dark({{accent.Towards(BrandColour.Black, 0.22)}}, {{accent.Towards(BrandColour.Black, 0.62)}});
            }

            """;
    }
}
