using Backline.Domain.Cases;
using Backline.Domain.Clocks;

namespace Backline.Domain.Tests.Cases;

public class ReplyTests
{
    private static readonly Dictionary<string, string?> known = new() { ["contact"] = "Ana {agent}", ["number"] = "C-2026-000001", ["agent"] = "Mai", ["site"] = " " };

    [Theory]
    [InlineData("Hello {contact}", "Hello Ana {agent}", "")]
    [InlineData("{number}/{number}", "C-2026-000001/C-2026-000001", "")]
    [InlineData("At {site} by {due}", "At {site} by {due}", "site due")]
    [InlineData("{unheard} {1} { contact }", "{unheard} {1} { contact }", "")]
    public void What_is_filled_in_is_text_and_gaps_stay_visible(string text, string filled, string gaps)
    {
        var (said, left) = ReplyText.Fill(text, known);

        Assert.Equal(filled, said);
        Assert.Equal(gaps, string.Join(' ', left));
    }

    [Theory]
    [InlineData("Hello {contact}", "")]
    [InlineData("{password} {contact} {password}", "password")]
    public void Places_that_no_case_has_are_named(string text, string unknown) => Assert.Equal(unknown, string.Join(' ', ReplyText.Unknown(text)));

    [Theory]
    [InlineData(null, null, null, null, null)]
    [InlineData(PauseReason.Customer, 3, null, null, null)]
    [InlineData(PauseReason.Customer, null, null, null, "macro.follow-up-with-wait")]
    [InlineData(null, 3, null, null, "macro.follow-up-with-wait")]
    [InlineData(PauseReason.Customer, 0, null, null, "macro.follow-up-days")]
    [InlineData(PauseReason.Customer, 61, null, null, "macro.follow-up-days")]
    [InlineData(PauseReason.Customer, 3, ClockMark.Planned, null, "macro.one-of")]
    [InlineData(null, null, ClockMark.Planned, CaseOutcome.Fixed, "macro.one-of")]
    [InlineData(null, null, ClockMark.Resolved, null, "macro.tells-what")]
    [InlineData(null, null, null, CaseOutcome.Duplicate, "macro.duplicate-is-merged")]
    public void A_macro_is_one_reply_and_what_goes_with_it(PauseReason? wait, int? days, ClockMark? tell, CaseOutcome? resolve, string? refusal) =>
        Assert.Equal(refusal, new Macro(Wait: wait, FollowUpDays: days, Tell: tell, Resolve: resolve).WhyNot()?.Code);

    [Theory]
    [InlineData("@Jonas Weber please look", "weber")]
    [InlineData("please @jonas weber, look", "weber")]
    [InlineData("@Mai and @Jonas Weber", "mai weber")]
    [InlineData("@Jonas look", "")]
    [InlineData("@Jonas Webern", "")]
    [InlineData("mail to jonas@mai.example", "")]
    [InlineData("@Mai @mai", "mai")]
    [InlineData("@Trần Thị Mai!", "mai")]
    [InlineData("@ nobody @", "")]
    public void Who_is_named_in_a_note_is_found(string text, string named)
    {
        var people = new Dictionary<string, Mentionable> { ["weber"] = new(Guid.NewGuid(), "Jonas Weber", null), ["jonas"] = new(Guid.NewGuid(), "Jonas Klein", null), ["mai"] = new(Guid.NewGuid(), text.Contains("Trần", StringComparison.Ordinal) ? "Trần Thị Mai" : "Mai", null) };

        Assert.Equal(named, string.Join(' ', Mentions.In(text, [.. people.Values]).Select(id => people.First(person => person.Value.Id == id).Key)));
    }

    [Theory]
    [InlineData("@Anna Kim (b.kim@backline.example) please look", "second")]
    [InlineData("@anna kim (A.Kim@backline.example), @Eva", "first eva")]
    [InlineData("@Anna Kim please look", "")]
    [InlineData("@Anna please look", "")]
    public void Of_two_with_one_name_the_address_says_who_is_meant(string text, string named)
    {
        var people = new Dictionary<string, Mentionable> { ["first"] = new(Guid.NewGuid(), "Anna Kim", "a.kim@backline.example"), ["second"] = new(Guid.NewGuid(), "Anna kim", "b.kim@backline.example"), ["eva"] = new(Guid.NewGuid(), "Eva Lind", "eva@backline.example") };

        Assert.Equal(named, string.Join(' ', Mentions.In(text, [.. people.Values]).Select(id => people.First(person => person.Value.Id == id).Key)));
        Assert.Equal(["Anna Kim (a.kim@backline.example)", "Anna kim (b.kim@backline.example)", "Eva Lind"], Mentions.Names([.. people.Values]).Select(one => one.Name));
    }
}
