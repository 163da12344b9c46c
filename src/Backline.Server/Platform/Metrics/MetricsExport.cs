using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Backline.Server.Platform.Metrics;

/// <summary>Sends the framework's, the driver's and our own meters to an OpenTelemetry collector when Telemetry:Endpoint names one (OTLP over HTTP).</summary>
internal sealed class MetricsExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private MeterProvider? provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Telemetry:Endpoint"] is { Length: > 0 } endpoint)
        {
            provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql", "Backline")
                .AddOtlpExporter(options => (options.Endpoint, options.Protocol) = (new(new(endpoint), "v1/metrics"), OtlpExportProtocol.HttpProtobuf))
                .Build();
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => provider?.Dispose();
}
