using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Devices;

/// <summary>What a list of devices is asked for; the same words in pages, in the API and in the export.</summary>
public sealed record DeviceFilter(
    string? Q = null, Guid? Account = null, Guid? Site = null, Guid? Model = null, string? Category = null, string? Presence = null, string? Counted = null, string? Lifecycle = null, string? Sort = null)
{
    public const string Missing = "missing";
    public const string Unseen = "unseen";
    public const string Removed = "removed";
    public const string NotCounted = "no";
    /// <summary>As a site: at none.</summary>
    public const string NoSite = "none";
    /// <summary>Of what is not counted, the models past end of support (EL-4).</summary>
    public const string Ended = "end-of-support";

    public static IReadOnlyList<string> Categories { get; } = [.. Words.All<DeviceCategory>(), Device.UnknownCategory];
    /// <summary>Of the model, as the catalogue has it.</summary>
    public static IReadOnlyList<string> Lifecycles { get; } = [.. Words.All<Lifecycle>()];
    public static IReadOnlyList<string> Presences { get; } = [Missing, Unseen, Removed];
    public static IReadOnlyList<string> Sorts { get; } = ["serial", "-serial", "model", "-model", "seen", "-seen"];

    /// <summary>The names of the parameters in the API: ids as the fields of a device are called.</summary>
    public static string[] Names { get; } = ["q", "accountId", "siteId", "modelId", "category", "presence", "counted", "lifecycle", "sort"];

    /// <summary>Those that stand at no site.</summary>
    public bool IsAtNoSite => Site == Guid.Empty;

    /// <summary>The site as an address says it.</summary>
    public string? SiteWord => IsAtNoSite ? NoSite : Site?.ToString();

    /// <summary>Nothing but the scope: the list as it opens.</summary>
    public bool IsOpen => (Q, Account, Site, Model, Category, Presence, Counted, Lifecycle) is (null, null, null, null, null, null, null, null);

    /// <exception cref="InvalidInputException">A value that is none of the declared ones, each by the name of its parameter.</exception>
    public static DeviceFilter From(IQueryCollection query)
    {
        var errors = new InputErrors();
        var filter = new DeviceFilter(
            Text(query, "q"), Id(query, "account", errors), (Text(query, "site") ?? Text(query, "siteId")) == NoSite ? Guid.Empty : Id(query, "site", errors), Id(query, "model", errors), Word(query, "category", Categories, errors),
            Word(query, "presence", Presences, errors), Word(query, "counted", [NotCounted, Ended], errors), Word(query, "lifecycle", Lifecycles, errors), Word(query, "sort", Sorts, errors));
        errors.OptionalText(filter.Q, "q", 100, lines: true).ThrowIfAny();
        return filter;
    }

    /// <summary>The address of this list: the filter as a query string.</summary>
    public string Href(string path, params (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] all =
        [
            ("q", Q), ("account", Account?.ToString()), ("site", SiteWord), ("model", Model?.ToString()), ("category", Category), ("presence", Presence), ("counted", Counted), ("lifecycle", Lifecycle), ("sort", Sort), .. more,
        ];
        return path + QueryString.Create(all.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
    }

    private static string? Text(IQueryCollection query, string name) => query[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static Guid? Id(IQueryCollection query, string name, InputErrors errors)
    {
        // pages say account, the API accountId as the field is called
        if ((Text(query, name) ?? Text(query, name + "Id")) is not { } text) return null;
        errors.Refuse(!Guid.TryParse(text, out var id), query.ContainsKey(name) ? name : name + "Id", "input.not-an-id", text);
        return id;
    }

    private static string? Word(IQueryCollection query, string name, IReadOnlyList<string> words, InputErrors errors)
    {
        var word = Text(query, name);
        errors.Refuse(word is not null && !words.Contains(word), name, "input.unknown-value", string.Join(", ", words));
        return word;
    }
}
