using System.Globalization;
using System.Text;

namespace Backline.Server.Demo;

/// <summary>The month's inventory of an account as the export its people would hand in.</summary>
internal static class DemoInventoryFile
{
    private const string Lens = "Device ID,Device Name,Manufacturer,Hardware Family,Model,Product ID,Serial Number,MAC Address,Software Version,Internal IP,Online,Last Detected,Date Registered,Site,Room,User";
    private const string Provisioning = "mac_address,serial_number,device_model,room_name,site_name";

    /// <param name="lastDay">Of the story: what is unheard of was last heard of before.</param>
    public static byte[] Write(DemoAccount account, IEnumerable<DemoDevice> devices, DateTimeOffset at, DateTimeOffset lastDay)
    {
        var isLens = account.Format == "lens-inventory";
        var text = new StringBuilder(isLens ? Lens : Provisioning).Append('\n');
        foreach (var device in devices) text.AppendJoin(',', (isLens ? LensRow(device, at, lastDay) : ProvisioningRow(device)).Select(Quoted)).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string[] LensRow(DemoDevice device, DateTimeOffset at, DateTimeOffset lastDay)
    {
        var heard = at.AddMinutes(-17 - (device.Serial[^3] * 3) - device.Serial[^4]);
        if (device.Unseen && lastDay.AddDays(-118) is var silence && silence < heard) heard = silence;
        return [
            device.Mac ?? device.Serial[..18].ToLowerInvariant(), device.Name, "Poly", Family(device.Category), device.Model, "", device.Serial, Colons(device.Mac), device.Software, Address(device),
            device.Unseen ? "false" : "true", Moment(heard), Moment(lastDay.AddMonths(-14 + device.Joined)), device.Site.Name, device.Room, device.User];
    }

    private static string[] ProvisioningRow(DemoDevice device) => [device.Mac ?? "", device.Serial, device.Model, device.Room, device.Site.Name];

    private static string Family(string category) => category switch { "headset" => "USB", "voice" => "Voice", "room-accessory" => "Accessory", _ => "Video" };

    private static string Colons(string? mac) => mac is null ? "" : string.Join(':', mac.Chunk(2).Select(pair => new string(pair))).ToUpperInvariant();

    private static string Address(DemoDevice device) => device.Mac is null ? "" : string.Create(CultureInfo.InvariantCulture, $"10.{20 + device.Site.Share}.{device.Serial[^2] % 32}.{device.Serial[^1] + device.Serial[^3]}");

    private static string Moment(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
