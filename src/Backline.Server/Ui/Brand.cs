using Microsoft.AspNetCore.Components.Endpoints;

namespace Backline.Server.Ui;

/// <summary>Whose service the reader uses: the partner's when one fronts it, else the product's own.</summary>
/// <param name="StylesheetHref">A style sheet with the partner's accent (--bl-accent*, --bl-on-accent, --bl-field); the policy forbids inline colours.</param>
public sealed record Brand(string Name, string MarkInitial, string? StylesheetHref = null)
{
    public static readonly Brand Own = new("Backline", "B");

    public bool IsOwn => ReferenceEquals(this, Own);
}

/// <summary>Finds the brand of a request, by the reader's partner or the host name. Null: none of ours, try the next.</summary>
public interface IBrandSource
{
    Task<Brand?> FindAsync(HttpContext http, CancellationToken stop);
}

/// <summary>The brand of this request, found before its page is rendered: a page that is an answer to a failure is written without waiting for anything.</summary>
public sealed class BrandContext(IEnumerable<IBrandSource> sources)
{
    public Brand Current { get; private set; } = Brand.Own;

    public async Task FindAsync(HttpContext http)
    {
        foreach (var source in sources)
        {
            if (await source.FindAsync(http, http.RequestAborted) is not { } found) continue;
            Current = found;
            return;
        }
    }
}

public static class Branding
{
    /// <summary>Stands after authentication, since the brand is the reader's.</summary>
    public static IApplicationBuilder UseBrands(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null) await http.RequestServices.GetRequiredService<BrandContext>().FindAsync(http);
        await next(http);
    });
}
