using Backline.Domain.Accounts;
using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Common;

public sealed class WordsTests
{
    [Fact]
    public void Words_are_the_ones_in_the_database()
    {
        Assert.Equal(
            ["headset", "video", "voice", "room-accessory", "infrastructure", "immersive-telepresence", "vertical-solution"], Words.All<DeviceCategory>());
        Assert.Equal(["active", "end-of-sale", "end-of-support"], Words.All<Lifecycle>());
        Assert.Equal(["draft", "active", "ended", "cancelled"], Words.All<ContractState>());
        Assert.Equal(["open", "ordered", "refused", "expired"], Words.All<TrueUpState>());
        Assert.Equal(["issued", "ordered", "refused", "expired", "superseded"], Words.All<QuoteState>());
        Assert.Equal(["activation", "true-up", "renewal"], Words.All<BaselineReason>());
        Assert.Equal(["within", "close", "true-up", "unknown", "not-contracted"], Words.All<CheckOutcome>());
        Assert.Equal(["direct", "partner"], Words.All<Channel>());
        Assert.Equal(
            ["support", "replacement", "software", "on-site", "cloud-partner", "success-management", "premium-management", "professional-services"],
            Words.All<Service>());
        Assert.Equal(["csm-time", "tam", "on-site", "frurad"], Words.All<PlanOption>());
        Assert.Equal("immersive-telepresence", DeviceCategory.ImmersiveTelepresence.Word());
    }

    [Fact]
    public void A_word_leads_back_to_its_value()
    {
        Assert.Equal(DeviceCategory.RoomAccessory, Words.Parse<DeviceCategory>("room-accessory"));
        Assert.False(Words.TryParse<DeviceCategory>("Video", out _));
        Assert.Equal("word.unknown", Assert.Throws<RefusedException>(() => Words.Parse<Service>("tea")).Refusal.Code);
    }
}
