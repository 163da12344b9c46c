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

/// <summary>The brand of this request, asked for once.</summary>
public sealed class BrandContext(IEnumerable<IBrandSource> sources, IHttpContextAccessor accessor)
{
    private Brand? brand;

    public async Task<Brand> GetAsync()
    {
        if (brand is not null) return brand;
        var http = accessor.HttpContext!;
        foreach (var source in sources)
        {
            brand = await source.FindAsync(http, http.RequestAborted);
            if (brand is not null) return brand;
        }
        return brand = Brand.Own;
    }
}
