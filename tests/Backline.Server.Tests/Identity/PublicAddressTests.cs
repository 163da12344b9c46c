using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;

namespace Backline.Server.Tests.Identity;

public class PublicAddressTests
{
    [Theory]
    [InlineData("", "http://localhost:8499/quotes/1")]
    [InlineData("http://localhost:8600", "http://localhost:8600/quotes/1")]
    public void A_mail_written_before_the_server_listens_leads_to_where_it_is_going_to(string listening, string link)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = "http://0.0.0.0:8499;http://0.0.0.0:8500" }).Build();
        using var server = new Server(listening);

        Assert.Equal(link, new PublicAddress(configuration, new HttpContextAccessor(), server).Of("/quotes/1"));
    }

    private sealed class Server : IServer
    {
        public Server(string listening)
        {
            var addresses = new ServerAddressesFeature();
            if (listening.Length > 0) addresses.Addresses.Add(listening);
            Features.Set<IServerAddressesFeature>(addresses);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
