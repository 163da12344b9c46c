namespace Backline.Domain.Devices;

/// <summary>What makes two reports one device: the serial number, then the MAC address; never a name or an address.</summary>
public static class DeviceIdentity
{
    /// <param name="serial">Key of the report, see <see cref="SerialKey"/>.</param>
    /// <param name="mac">Key of the report, see <see cref="MacKey"/>.</param>
    /// <param name="bySerial">The known device with that serial number.</param>
    /// <param name="byMac">The known device with that MAC address.</param>
    public static IdentityDecision Decide(string? serial, string? mac, KnownDevice? bySerial, KnownDevice? byMac)
    {
        if (serial is null && mac is null) return new(IdentityOutcome.Unidentified, null, "device.no-serial-or-mac");
        if (bySerial is { } one)
        {
            return byMac is { } other && other.Id != one.Id
                ? new(IdentityOutcome.Conflict, one.Id, "device.serial-and-mac-disagree")
                : new(IdentityOutcome.Known, one.Id, null);
        }
        if (byMac is not { } device) return new(IdentityOutcome.New, null, null);
        // the same network address under another serial number may be a swapped board: a person decides
        return serial is not null && device.Serial is not null && !string.Equals(serial, device.Serial, StringComparison.Ordinal)
            ? new(IdentityOutcome.Conflict, device.Id, "device.serial-differs")
            : new(IdentityOutcome.Known, device.Id, null);
    }
}

public enum IdentityOutcome { New, Known, Conflict, Unidentified }

/// <param name="Code">Why not, for a conflict or a report without identity.</param>
public readonly record struct IdentityDecision(IdentityOutcome Outcome, Guid? DeviceId, string? Code);

public readonly record struct KnownDevice(Guid Id, string? Serial, string? Mac);
