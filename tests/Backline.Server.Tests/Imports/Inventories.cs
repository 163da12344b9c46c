using System.Runtime.CompilerServices;
using System.Text;
using Backline.Server.Features.Imports.Reading;

namespace Backline.Server.Tests.Imports;

internal static class Inventories
{
    public static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Inventories");

    public static InventoryFile Open(string file, InventoryOptions? options = null) => InventoryFile.Open(Path.Combine(Folder(), file), options);

    public static InventoryFile Of(string text, InventoryOptions? options = null) => Of(Encoding.UTF8.GetBytes(text), options);

    public static InventoryFile Of(byte[] bytes, InventoryOptions? options = null) => InventoryFile.Open(new MemoryStream(bytes), options);

    public static List<ReadRow> Rows(this InventoryFile file) => [.. file.Rows(TestContext.Current.CancellationToken)];

    public static List<InventoryRow> Devices(this InventoryFile file) => [.. file.Rows().OfType<InventoryRow>()];

    public static string Code(Action action) => Assert.Throws<Domain.Common.RefusedException>(action).Refusal.Code;
}
