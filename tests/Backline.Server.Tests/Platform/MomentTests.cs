using System.Text.Json;
using Backline.Server.Platform.Http;

namespace Backline.Server.Tests.Platform;

/// <summary>Which texts are moments: RFC 3339, and never without an offset.</summary>
public sealed class MomentTests
{
    [Theory]
    [InlineData("2026-11-30T14:05:00Z", "2026-11-30T14:05:00.0000000+00:00")]
    [InlineData("2026-11-30t14:05:00z", "2026-11-30T14:05:00.0000000+00:00")]
    [InlineData("2026-11-30T14:05Z", "2026-11-30T14:05:00.0000000+00:00")]
    [InlineData("2026-11-30T14:05:00.25+05:45", "2026-11-30T14:05:00.2500000+05:45")]
    [InlineData("2026-11-30T14:05:00.123456789012-03:30", "2026-11-30T14:05:00.1234567-03:30")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00")]
    public void A_moment_with_its_offset_is_read(string text, string moment)
    {
        Assert.True(Moments.TryRead(text, out var read));
        Assert.Equal(moment, read.ToString("o"));
        Assert.Equal(read, JsonSerializer.Deserialize<DateTimeOffset?>(JsonSerializer.Serialize(read, BacklineJson.Options), BacklineJson.Options));
    }

    [Theory]
    [InlineData("2026-11-30T14:05:00")]
    [InlineData("2026-11-30")]
    [InlineData("2026-11-31T14:05:00Z")]
    [InlineData("2026-11-30T14:05:00.12x4567890Z")]
    [InlineData("2026-11-30T14:05:00 Z")]
    [InlineData("0001-01-01T00:00:00+05:00")]
    [InlineData("30.11.2026 14:05 +00:00")]
    [InlineData("+")]
    [InlineData("Z")]
    [InlineData("")]
    public void Without_one_or_of_another_form_it_is_none(string text)
    {
        Assert.False(Moments.TryRead(text, out _));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(JsonSerializer.Serialize(text), BacklineJson.Options));
    }
}
