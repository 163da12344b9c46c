using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Cases.Views;

/// <summary>What a list is narrowed to, by the names of the page's address.</summary>
/// <param name="View">active, mine, unassigned, waiting, resolved, closed, all.</param>
public sealed record ViewQuestion(string? View = null, string? Q = null, string? Severity = null, string? Desk = null, string? Account = null, Guid? Site = null, string? Sort = null)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public string Href => "/cases" + QueryString.Create(Parts.Where(part => !string.IsNullOrEmpty(part.Value)));

    private IEnumerable<KeyValuePair<string, string?>> Parts => [new("view", View), new("q", Q), new("severity", Severity), new("desk", Desk), new("account", Account), new("site", Site?.ToString()), new("sort", Sort)];
}

/// <param name="Shared">With all of the desk, or of the account.</param>
public sealed record ViewInput([property: Required] string? Name, ViewQuestion? Question, bool? Shared = null);

/// <param name="Own">Saved by the reader.</param>
public sealed record SavedView(Guid Id, string Name, bool Shared, bool Own, ViewQuestion Question, string CreatedBy);

/// <summary>Filters of the queue that somebody saved, for themselves or for all of their desk.</summary>
internal sealed class ViewOperations(Session session, CaseList list, TimeProvider clock)
{
    private const int Most = 30;

    private Guid Desk => session.Reader.Side switch { Side.Vendor => Guid.Empty, Side.Partner => session.Reader.PartnerId!.Value, _ => session.Reader.AccountId!.Value };

    private string Owner => IdempotencyFilter.OwnerOf(session);

    public async Task<IReadOnlyList<SavedView>> ListAsync(CancellationToken stop) => await session.ListAsync(
        "select id, name, shared, owner = $2, question::text, shown_name(created_by) from case_view where desk_id = $1 and (owner = $2 or shared) order by owner = $2 desc, lower(name), id",
        row => new SavedView(row.GetGuid(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3), JsonSerializer.Deserialize<ViewQuestion>(row.GetString(4), BacklineJson.Options)!, row.GetString(5)), stop, Desk, Owner);

    /// <exception cref="RefusedException"><c>view.name-taken</c>, <c>view.too-many</c></exception>
    public async Task<Guid> SaveAsync(ViewInput input, CancellationToken stop)
    {
        var (name, asked) = (input.Name?.Trim(), input.Question ?? new());
        new InputErrors().Text(name, "/name", 60).OptionalText(asked.Q, "/question/q").OptionalText(asked.Account, "/question/account").Word(asked.Severity, "/question/severity", Words.All<Domain.Contracts.Severity>())
            .Word(asked.Desk, "/question/desk", Words.All<Domain.Cases.CaseTier>()).Word(asked.Sort, "/question/sort", CaseFilter.Sorts).Word(asked.View, "/question/view", list.Views).ThrowIfAny();
        await RefuseUnknownAsync(asked, stop);
        await session.OneAtATimeAsync("views", Owner, stop);
        var own = (await ListAsync(stop)).Where(view => view.Own).ToList();
        if (own.Exists(view => string.Equals(view.Name, name, StringComparison.OrdinalIgnoreCase))) throw new RefusedException(new("view.name-taken", name!));
        if (own.Count >= Most) throw new RefusedException(new("view.too-many", Most));
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await session.ExecuteAsync("insert into case_view (desk_id, id, owner, name, shared, question, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8)", stop,
            Desk, id, Owner, name, input.Shared == true, new NpgsqlParameter { Value = JsonSerializer.Serialize(asked, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb }, clock.GetUtcNow(), session.Reader.Name);
        return id;
    }

    // a filter that can never find anything is a slip of the pen
    private async Task RefuseUnknownAsync(ViewQuestion asked, CancellationToken stop)
    {
        var account = string.IsNullOrWhiteSpace(asked.Account) ? null : await list.AccountAsync(asked.Account.Trim(), stop);
        var (accountKnown, siteKnown) = await session.FirstAsync(
            "select $1::uuid is null or exists (select from account where account_id = $1), $2::uuid is null or exists (select from site where id = $2 and ($1::uuid is null or account_id = $1))",
            row => (row.GetBoolean(0), row.GetBoolean(1)), stop, Parameters.OrNull(account), Parameters.OrNull(asked.Site));
        new InputErrors().Refuse(!accountKnown, "/question/account", "view.no-account", asked.Account ?? "").Refuse(accountKnown && !siteKnown, "/question/site", account is null ? "view.no-site" : "view.site-elsewhere").ThrowIfAny();
    }

    /// <exception cref="NotFoundException">There is none of the reader's own.</exception>
    public async Task RemoveAsync(Guid id, CancellationToken stop)
    {
        if (await session.ExecuteAsync("delete from case_view where desk_id = $1 and id = $2 and owner = $3", stop, Desk, id, Owner) == 0) throw new NotFoundException("view", id);
    }
}
