using System.Text.Json;
using System.Text.RegularExpressions;
using Backline.Domain.Common;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Cases.Templates;

/// <summary>The templates of the reader's desk: its own, and those that come with the product where it has none of that code.</summary>
internal sealed partial class TemplateOperations(Session session, TimeProvider clock)
{
    private const string Columns = "code, name, texts::text, actions::text, changed_by, changed_at, version";

    private Guid Desk => session.Reader.Side == Side.Vendor ? Guid.Empty : session.Reader.PartnerId!.Value;

    public async Task<IReadOnlyList<TemplateView>> ListAsync(CancellationToken stop)
    {
        var own = await session.ListAsync($"select {Columns} from reply_template where desk_id = $1 order by code", Row, stop, Desk);
        return [.. own.Concat(ShippedTemplates.All.Where(shipped => !own.Exists(one => one.Code == shipped.Code))).OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Code, StringComparer.Ordinal)];
    }

    /// <exception cref="NotFoundException"/>
    public async Task<TemplateView> GetAsync(string code, CancellationToken stop) => await FindAsync(code, stop) ?? throw new NotFoundException("template", code);

    public async Task<TemplateView?> FindAsync(string code, CancellationToken stop) =>
        await session.FirstAsync($"select {Columns} from reply_template where desk_id = $1 and code = $2", Row, stop, Desk, code) ?? ShippedTemplates.All.FirstOrDefault(one => one.Code == code);

    /// <exception cref="RefusedException"><c>template.code-taken</c></exception>
    public async Task CreateAsync(string? code, TemplateInput input, CancellationToken stop)
    {
        var name = code?.Trim() ?? "";
        new InputErrors().Refuse(!Code().IsMatch(name), "/code", "template.code-form").ThrowIfAny();
        await session.OneAtATimeAsync("template", $"{Desk} {name}", stop);
        if (await FindAsync(name, stop) is not null) throw new RefusedException(new("template.code-taken", name));
        await KeepAsync(name, input.Checked(), 1, stop);
        session.Audit(Act("template.added", name));
    }

    /// <summary>Of a shipped one it makes the desk's own.</summary>
    /// <exception cref="StaleVersionException"/>
    public async Task ChangeAsync(string code, long version, TemplateInput input, CancellationToken stop)
    {
        var asked = input.Checked();
        await session.OneAtATimeAsync("template", $"{Desk} {code}", stop);
        var before = await GetAsync(code, stop);
        if (before.Version != version) throw new StaleVersionException();
        await KeepAsync(code, asked, version + 1, stop);
        session.Audit(Act("template.changed", code));
    }

    /// <summary>Where one of that code is shipped, it stands there again.</summary>
    public async Task RemoveAsync(string code, long version, CancellationToken stop)
    {
        await session.OneAtATimeAsync("template", $"{Desk} {code}", stop);
        var before = await GetAsync(code, stop);
        if (before.Version != version) throw new StaleVersionException();
        if (before.Shipped) throw new RefusedException(new("template.shipped", code));
        await session.ExecuteAsync("delete from reply_template where desk_id = $1 and code = $2", stop, Desk, code);
        session.Audit(Act("template.removed", code));
    }

    private Task<int> KeepAsync(string code, TemplateInput input, long version, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into reply_template (desk_id, code, name, texts, actions, changed_at, changed_by, version) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (desk_id, code) do update set name = excluded.name, texts = excluded.texts, actions = excluded.actions, changed_at = excluded.changed_at, changed_by = excluded.changed_by, version = excluded.version
        """, stop, Desk, code, input.Name, Json(input.Texts), Json(input.Actions), clock.GetUtcNow(), session.Reader.Name, version);

    private Act Act(string action, string code) => session.Reader.PartnerId is { } partner && session.Reader.Side == Side.Partner
        ? Platform.Audit.Act.OnPartner(partner, action, "template", Desk, code)
        : Platform.Audit.Act.OnProgramme(action, "template", Desk, code);

    private static NpgsqlParameter Json(object? value) => new() { Value = JsonSerializer.Serialize(value, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static TemplateView Row(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), false, JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(2), BacklineJson.Options)!, JsonSerializer.Deserialize<MacroInput>(row.GetString(3), BacklineJson.Options)!,
        row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.GetInt64(6));

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$")]
    private static partial Regex Code();
}
