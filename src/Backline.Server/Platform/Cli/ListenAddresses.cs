using System.Net;
using System.Net.Sockets;

namespace Backline.Server.Platform.Cli;

/// <summary>Where `serve` is to listen, looked at before anything else is done: what the web server would say comes after the migrations, as a stack trace.</summary>
internal static class ListenAddresses
{
    /// <summary>Null: they can be read.</summary>
    public static string? WhyNotListen(string urls)
    {
        var all = Each(urls);
        return all.Length == 0 ? Mistake(urls) : all.Where(url => Read(url) is null).Select(Mistake).FirstOrDefault();
    }

    /// <exception cref="IOException">Something listens there already, this user may not, or it is no address of this machine; with what to do.</exception>
    public static void ThrowIfTaken(string urls)
    {
        foreach (var url in Each(urls))
        {
            if (Read(url) is not { IsUnixPipe: false, Port: not 0 } address) continue;
            if (Try(new IPEndPoint(Address(address.Host), address.Port)) is { } why) throw new IOException($"{url}: {why}");
        }
    }

    private static string[] Each(string urls) => urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Try(IPEndPoint place)
    {
        try
        {
            using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(place);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"something listens there already, perhaps Backline itself. Choose another address with --urls http://127.0.0.1:{(place.Port < IPEndPoint.MaxPort ? place.Port + 1 : 8481)}, or stop the other one. See: backline doctor",
                SocketError.AccessDenied => "only root may listen there. Choose a port from 1024 on with --urls.",
                SocketError.AddressNotAvailable => "this machine does not have that address. Choose another with --urls.",
                _ => null,    // no such family here, for one: the web server knows what to do about it
            };
        }
    }

    private static BindingAddress? Read(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http" or "https", PathBase: "", Port: >= 0 and <= IPEndPoint.MaxPort } ? address : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // any other name means every address, for the web server too
    private static IPAddress Address(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? ip
        : string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.Any;

    private static string Mistake(string url) => $"--urls {url} is no address to listen on. Write it as http://127.0.0.1:8480, with a port up to {IPEndPoint.MaxPort}.";
}
