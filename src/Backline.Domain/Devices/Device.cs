using Backline.Domain.Common;

namespace Backline.Domain.Devices;

/// <summary>Whose device it is, and where it stands.</summary>
public sealed record DevicePlace(Guid AccountId, Guid? PartnerId, Guid? SiteId);

/// <summary>What it is: a model of the catalogue, or a reported name that waits for a person.</summary>
/// <param name="Category">The model's word, or <see cref="Device.UnknownCategory"/>.</param>
public sealed record DeviceModel(Guid? Id, string Name, string Category);

/// <summary>What a person may say about a device.</summary>
public sealed record DeviceFacts(string? Serial, string? Mac, string Name, string Room, string UsedBy, string AssetTag, string SoftwareVersion);

/// <summary>One installed unit. Present until a person removes it, or until it is taken over by another account.</summary>
public sealed class Device
{
    public const string UnknownCategory = "unknown";
    public const string ByHand = "by-hand";
    public const string MovedReason = "moved";

    public Guid AccountId { get; private init; }
    public Guid Id { get; private init; }
    public Guid? PartnerId { get; private init; }
    public Guid? SiteId { get; private set; }
    public Guid? ModelId { get; private set; }
    public string Category { get; private set; } = UnknownCategory;
    public string ModelName { get; private set; } = "";
    public string? Serial { get; private set; }
    public string? SerialKey { get; private set; }
    public string? Mac { get; private set; }
    public string Name { get; private set; } = "";
    public string NameKey { get; private set; } = "";
    public string Room { get; private set; } = "";
    public string UsedBy { get; private set; } = "";
    public string AssetTag { get; private set; } = "";
    public string SoftwareVersion { get; private set; } = "";
    public string Source { get; private init; } = ByHand;
    public DateTimeOffset FirstSeenAt { get; private init; }
    public DateTimeOffset? LastSeenAt { get; private set; }
    public DateOnly? MissingSince { get; private set; }
    public DateTimeOffset? RemovedAt { get; private set; }
    public string? RemovedReason { get; private set; }
    public Guid? MovedToAccount { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public long Version { get; private set; } = 1;

    private Device() { }

    /// <exception cref="RefusedException"><c>device.no-serial-or-mac</c>: nothing would recognise it again.</exception>
    public static Device Add(DevicePlace place, DeviceModel model, DeviceFacts facts, DateTimeOffset now)
    {
        var device = new Device
        {
            AccountId = place.AccountId, Id = Guid.CreateVersion7(now), PartnerId = place.PartnerId, SiteId = place.SiteId, FirstSeenAt = now,
        };
        device.Take(model, now);
        device.Take(facts, now);
        return device;
    }

    public bool IsPresent => RemovedAt is null;

    public Refusal? WhyNotChange() =>
        MovedToAccount is not null ? new("device.moved-away", Label)
        : RemovedAt is not null ? new("device.is-removed", Label)
        : null;

    /// <summary>Nothing else than it was, is no change.</summary>
    public void Describe(DeviceFacts facts, DateTimeOffset now)
    {
        WhyNotChange().ThrowIfRefused();
        Take(facts, now);
    }

    /// <summary>True when it is another model than before.</summary>
    public bool Become(DeviceModel model, DateTimeOffset now)
    {
        WhyNotChange().ThrowIfRefused();
        if ((ModelId, ModelName, Category) == (model.Id, model.Name, model.Category)) return false;
        var other = ModelId != model.Id || ModelName != model.Name;
        Take(model, now);
        return other;
    }

    /// <summary>True when it stood elsewhere before.</summary>
    public bool MoveTo(Guid? siteId, DateTimeOffset now)
    {
        WhyNotChange().ThrowIfRefused();
        if (SiteId == siteId) return false;
        SiteId = siteId;
        UpdatedAt = now;
        return true;
    }

    /// <summary>Out of count and coverage; what it was stays readable.</summary>
    public void Remove(string reason, DateTimeOffset now)
    {
        WhyNotChange().ThrowIfRefused();
        RemovedAt = UpdatedAt = now;
        RemovedReason = reason;
    }

    public Refusal? WhyNotRestore() =>
        MovedToAccount is not null ? new("device.moved-away", Label)
        : RemovedAt is null ? new("device.not-removed", Label)
        : null;

    /// <summary>As it was before: what was missing still is, until an inventory has it.</summary>
    public void Restore(DateTimeOffset now)
    {
        WhyNotRestore().ThrowIfRefused();
        RemovedAt = null;
        RemovedReason = null;
        UpdatedAt = now;
    }

    /// <summary>Another account has it now.</summary>
    public void LeaveFor(Guid accountId, DateTimeOffset now)
    {
        WhyNotChange().ThrowIfRefused();
        Remove(MovedReason, now);
        MovedToAccount = accountId;
    }

    /// <summary>How people call it: serial number, MAC address or name.</summary>
    public string Label => Serial ?? (Mac is { } mac ? MacKey.Format(mac) : Name);

    private void Take(DeviceModel model, DateTimeOffset now)
    {
        (ModelId, ModelName, Category) = (model.Id, model.Name, model.Category);
        UpdatedAt = now;
    }

    private void Take(DeviceFacts facts, DateTimeOffset now)
    {
        var (serial, mac) = (Devices.SerialKey.From(facts.Serial), MacKey.From(facts.Mac));
        if (serial is null && mac is null) throw new RefusedException(new("device.no-serial-or-mac"));
        var written = serial is null ? null : facts.Serial!.Trim();
        if ((Serial, Mac, Name, Room, UsedBy, AssetTag, SoftwareVersion) == (written, mac, facts.Name, facts.Room, facts.UsedBy, facts.AssetTag, facts.SoftwareVersion)) return;
        (Serial, SerialKey, Mac) = (written, serial, mac);
        (Name, NameKey) = (facts.Name, facts.Name.ToLowerInvariant());
        (Room, UsedBy, AssetTag, SoftwareVersion) = (facts.Room, facts.UsedBy, facts.AssetTag, facts.SoftwareVersion);
        UpdatedAt = now;
    }
}
