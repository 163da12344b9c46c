using System.Globalization;
using System.Text;

namespace Backline.Bench.Import;

/// <summary>A Poly Lens inventory of any size, with the 31 columns, repetitions and lengths of a real one.</summary>
internal static class LensFile
{
    private const string Header =
        "Device ID,Device Name,Manufacturer,Hardware Family,Model,Product ID,Serial Number,MAC Address,Software Version,Software Build,Hardware Revision,Internal IP,External IP,Online,Last Detected,Date Registered,Shipment Date,Provisioning Enabled,Last Configuration Request,Site,Room,User,Tags,Active Application,Active Application Version,Proxy Agent,Proxy Agent Version,USB Vendor ID,USB Product ID,Has Peripherals,Latitude,Longitude";

    private static readonly string[] Models = ["Edge E220", "TC8", "Studio X52", "Studio X50", "G7500", "CCX 500", "CCX 505", "Trio 8800", "Voyager Focus 2", "Edge B20"];

    public static void Write(string path, int rows)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        file.WriteLine(Header);
        for (var i = 0; i < rows; i++)
        {
            var mac = (0x64167F000000L + i).ToString("X12", CultureInfo.InvariantCulture);
            var pretty = string.Join(':', Enumerable.Range(0, 6).Select(k => mac.Substring(k * 2, 2)));
            var seen = $"2026-11-{1 + i % 19:00}T{i % 24:00}:{i % 60:00}:00Z";
            file.WriteLine(
                $"{mac},Person {i} – {Models[i % 10]},Poly,Voice,{Models[i % 10]},{i:x8},8L{i * 7919L % 100_000_000_000L:D11}CX,{pretty},8.6.{i % 7}.{1000 + i % 400},{200_000 + i % 9000},,10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255},198.51.100.{i % 250},true,{seen},2024-09-22T01:55:09Z,2024-03-26,true,{seen},Site {i % 40},Room {i % 900},person.{i}@example.com,lab,SIP,,,,,,false,47.389,8.486");
        }
    }
}
