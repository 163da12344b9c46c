namespace Backline.Server.Platform.Database;

/// <summary>What PostgreSQL is told at start: no network, and a share of this machine.</summary>
internal static class PrivatePostgresSettings
{
    private const long Mega = 1024 * 1024;

    public static IEnumerable<string> Arguments(string data, string socket, bool durable, long memory)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "",
            ["port"] = "5432",
            ["unix_socket_directories"] = socket,
            ["unix_socket_permissions"] = "0700",
            ["cluster_name"] = "backline",
            ["max_connections"] = "200",
            ["shared_buffers"] = Share(memory, 8, 128, 4096),
            ["effective_cache_size"] = Share(memory, 2, 256, 65536),
            ["maintenance_work_mem"] = Share(memory, 32, 64, 1024),
            ["work_mem"] = Share(memory, 256, 8, 64),
            ["wal_buffers"] = "16MB",
            ["min_wal_size"] = "256MB",
            ["max_wal_size"] = "4GB",
            ["wal_compression"] = "on",
            ["checkpoint_timeout"] = "15min",
            ["checkpoint_completion_target"] = "0.9",
            ["random_page_cost"] = "1.1",
            ["effective_io_concurrency"] = "200",
            ["jit"] = "off",
            ["track_io_timing"] = "on",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            // a collector of its own, so that a dead app's broken pipe does not stop the server
            ["logging_collector"] = "on",
            ["log_directory"] = "log",
            ["log_filename"] = "postgres-%a.log",
            ["log_truncate_on_rotation"] = "on",
            ["log_min_duration_statement"] = "1s",
            ["log_parameter_max_length"] = "0",
        };
        if (!durable)
        {
            settings["fsync"] = settings["synchronous_commit"] = settings["full_page_writes"] = "off";
            settings["shared_buffers"] = "128MB";
            settings["max_connections"] = "400";
        }

        return new[] { "-D", data }.Concat(settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }));
    }

    private static string Share(long memory, int divisor, long least, long most) => $"{Math.Clamp(memory / divisor / Mega, least, most)}MB";
}
