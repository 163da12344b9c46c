using System.Net;
using System.Net.NetworkInformation;

namespace Backline.Server.Platform.Cli.Doctor;

/// <summary>Can the server listen where it is asked to, or does it already?</summary>
internal static class AddressCheck
{
    public static async Task<Finding> RunAsync(string urls, CancellationToken stop)
    {
        var url = urls.Split(';')[0].Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return Finding.Wrong("Address", $"{urls} is not an address", "write --urls http://localhost:8480");
        }

        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == address.Port);
        if (!taken)
        {
            return Finding.Ok("Address", $"{url} is free");
        }

        return await IsBacklineAsync(address, stop)
            ? Finding.Ok("Address", $"{url}: Backline is running")
            : Finding.Wrong("Address", $"port {address.Port} is used by another program", "stop it, or choose another port with --urls");
    }

    private static async Task<bool> IsBacklineAsync(Uri address, CancellationToken stop)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/health/live"), stop);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
