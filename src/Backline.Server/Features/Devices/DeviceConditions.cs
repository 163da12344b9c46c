using Backline.Server.Platform.Access;

namespace Backline.Server.Features.Devices;

/// <summary>The where clause of a list of devices, with its arguments. Row security repeats the scope; saying it here lets an index carry it.</summary>
internal sealed class DeviceConditions
{
    /// <summary>A device without a serial number stands under its MAC address.</summary>
    public const string SerialOrder = "d.serial_order";

    /// <summary>Never seen comes before everything.</summary>
    public const string SeenOrder = "d.seen_order";

    private readonly List<object?> args = [];
    private readonly List<string> where = [];

    /// <param name="before">Arguments that stand before these in the same statement.</param>
    public DeviceConditions(Reader reader, Guid? account, bool removed, IReadOnlyList<object?>? before = null)
    {
        args.AddRange(before ?? []);
        IsRemoved = removed;
        IsOfOneAccount = (account ?? reader.AccountId) is not null;
        if (account is { } one) where.Add($"d.account_id = {Add(one)}");
        else if (reader.AccountId is { } own) where.Add($"d.account_id = {Add(own)}");
        else if (!reader.IsVendor) where.Add($"d.partner_id = {Add(reader.PartnerId)}");
        Scope = where.Count == 0 ? "true" : where[0];
        where.Add(removed ? "d.removed_at is not null" : "d.removed_at is null");
    }

    public bool IsRemoved { get; }

    public bool IsOfOneAccount { get; }

    /// <summary>Account or partner alone; "true" for the vendor.</summary>
    public string Scope { get; }

    public string Where => string.Join(" and ", where);

    public object?[] Args => [.. args];

    public DeviceConditions And(string condition)
    {
        where.Add(condition);
        return this;
    }

    /// <summary>The placeholder of an argument.</summary>
    public string Add(object? value)
    {
        args.Add(value);
        return "$" + args.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
