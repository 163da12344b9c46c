using Backline.Browser.Tests.Harness;

namespace Backline.Browser.Tests;

/// <summary>Every page of the main navigation, on a phone.</summary>
public sealed class PhonePagesTests(Site site) : IClassFixture<Site>
{
    [Theory, InlineData("marcus.feld"), InlineData("amara.diallo"), InlineData("jonas.weber"), InlineData("grace.okafor"), InlineData("kenji.watanabe"), InlineData("petra.novak"), InlineData("luca.moretti"), InlineData("tobias.brandt")]
    public Task On_a_phone_no_page_scrolls_sideways_and_no_cell_lies_over_another(string who) => site.LookAtPagesAsync(who, Visit.Phone, dark: false, accessible: false);

    // the administrator sees every page of the vendor; the others of that side see some of them. Looked at for the same as above, and more
    [Theory, InlineData("ingrid.solberg"), InlineData("femke.devries"), InlineData("katrin.lindqvist")]
    public Task On_a_phone_every_page_is_accessible(string who) => site.LookAtPagesAsync(who, Visit.Phone, dark: false);
}
