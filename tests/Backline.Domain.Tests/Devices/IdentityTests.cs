using Backline.Domain.Devices;

namespace Backline.Domain.Tests.Devices;

public sealed class IdentityTests
{
    private static readonly Guid one = new(1, 0, 0, new byte[8]), two = new(2, 0, 0, new byte[8]);

    [Theory]
    [InlineData(" 8l2427e6 061ddv ", "8L2427E6061DDV")]
    [InlineData("64167FCB9A45", "64167FCB9A45")]
    [InlineData("'0012345", "0012345")]
    [InlineData("NB14-624", "NB14-624")]
    [InlineData("１２３４５６ａ", "123456A")]
    [InlineData("ZZ\u202e0008", "ZZ0008")]
    [InlineData("ZZ\u200d00\u00ad08", "ZZ0008")]
    [InlineData("\u2066\u2069", null)]
    [InlineData("abc\ufffe１", "ABC1")]
    [InlineData("1\ud83d\ude00", "1\ud83d\ude00")]
    [InlineData("N/A", null)]
    [InlineData("0", null)]
    [InlineData("-", null)]
    [InlineData("none", null)]
    [InlineData("Unknown", null)]
    [InlineData("To be filled by O.E.M.", null)]
    [InlineData("0000000000", null)]
    [InlineData("XXXXXXXX", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Serial_keys(string? raw, string? key)
    {
        Assert.Equal(key, SerialKey.From(raw));
        Assert.False(SerialKey.Read(raw).Damaged);
    }

    [Theory]
    [InlineData("1.23E+15")]
    [InlineData("3,18296E+15")]
    [InlineData("4e+11")]
    public void A_number_a_spreadsheet_rounded_is_damaged(string raw) => Assert.Equal(new(null, Damaged: true), SerialKey.Read(raw));

    [Theory]
    [InlineData("00:04:F2:A0:F4:1F", "0004f2a0f41f")]
    [InlineData("00-04-f2-a0-f4-1f", "0004f2a0f41f")]
    [InlineData("0004.f2a0.f41f", "0004f2a0f41f")]
    [InlineData("0004F2A0F41F", "0004f2a0f41f")]
    [InlineData("000000000000", null)]
    [InlineData("ff:ff:ff:ff:ff:ff", null)]
    [InlineData("0004F2A0F41", null)]
    [InlineData("0004F2A0F41FAA", null)]
    [InlineData("0004F2A0F41G", null)]
    [InlineData("6.4E+13", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Mac_keys(string? raw, string? key) => Assert.Equal(key, MacKey.From(raw));

    [Fact]
    public void The_serial_decides_first_then_the_mac()
    {
        var known = new KnownDevice(one, "S1", "0004f2a0f41f");
        Assert.Equal(new(IdentityOutcome.Known, one, null), DeviceIdentity.Decide("S1", null, known, null));
        Assert.Equal(new(IdentityOutcome.Known, one, null), DeviceIdentity.Decide("S1", "0004f2a0f41f", known, known));
        Assert.Equal(new(IdentityOutcome.Known, one, null), DeviceIdentity.Decide(null, "0004f2a0f41f", null, known));
        Assert.Equal(new(IdentityOutcome.New, null, null), DeviceIdentity.Decide("S2", "0004f2a0f420", null, null));
    }

    [Fact]
    public void Contradictions_wait_for_a_person()
    {
        var a = new KnownDevice(one, "S1", null);
        var b = new KnownDevice(two, "S2", "0004f2a0f41f");
        Assert.Equal("device.serial-and-mac-disagree", DeviceIdentity.Decide("S1", "0004f2a0f41f", a, b).Code);
        Assert.Equal("device.serial-differs", DeviceIdentity.Decide("S3", "0004f2a0f41f", null, b).Code);
        Assert.Equal("device.no-serial-or-mac", DeviceIdentity.Decide(null, null, null, null).Code);
    }
}
