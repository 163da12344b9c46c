using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Cases.Views;

namespace Backline.Server.Features.Cases;

/// <summary>The addresses of the desk: the filter of its queue stands in each, so that whoever goes from case to case stays in it.</summary>
internal sealed class DeskAddress(IHttpContextAccessor accessor, ViewOperations views)
{
    private const int LongestWords = 200;

    private IQueryCollection Asked => accessor.HttpContext!.Request.Query;
    private Guid? Saved => Guid.TryParse(Asked["saved"], out var id) ? id : null;
    private string? Words => Asked["q"].ToString().Trim() is { Length: > 0 and <= LongestWords } words ? words : null;

    /// <summary>Saved filters of the reader's side.</summary>
    public Task<IReadOnlyList<SavedView>> SavedAsync(CancellationToken stop) => views.ListAsync(stop);

    /// <summary>Null: none, or one that nobody has any more.</summary>
    public DeskFilter? FilterOf(IReadOnlyList<SavedView> saved)
    {
        if (saved.FirstOrDefault(view => view.Id == Saved) is { } found) return new(found.Name, found.Question);
        return Words is { } words ? new(null, new(Q: words)) : null;
    }

    /// <summary>A saved filter is asked for that nobody has any more, or that is not the reader's.</summary>
    public bool IsGone(IReadOnlyList<SavedView> saved) => Saved is { } asked && !saved.Any(view => view.Id == asked);

    public string Desk => "/desk" + Carried();

    /// <summary>What is read again when something happened.</summary>
    public string Queue => "/desk/queue" + Carried();

    /// <param name="place">On the page.</param>
    public string Case(Guid id, string? place = null, params (string Name, string? Value)[] more) => $"/cases/{id}{Carried(more)}{(place is null ? null : "#" + place)}";

    /// <summary>How the clocks of a case are reckoned; one of them, or all.</summary>
    public string Clocks(Guid id, MilestoneKind? milestone = null) => $"/cases/{id}/clocks{Carried()}{(milestone is { } one ? "#" + one.Word() : null)}";

    /// <summary>An address of a case with the filter; any other as it is.</summary>
    public string Carry(string address) => address.StartsWith("/cases/", StringComparison.Ordinal) && !address.Contains('?', StringComparison.Ordinal) && address.Split('#') is [var page, .. var place]
        ? page + Carried() + string.Concat(place.Select(one => "#" + one)) : address;

    private string Carried(params (string Name, string? Value)[] more) =>
        QueryString.Create(new[] { ("saved", Saved?.ToString()), ("q", Saved is null ? Words : null) }.Concat(more).Where(part => part.Item2 is not null).Select(part => KeyValuePair.Create(part.Item1, part.Item2))).Value ?? "";
}
