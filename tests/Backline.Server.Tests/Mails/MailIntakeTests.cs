namespace Backline.Server.Tests.Mails;

/// <summary>One mail that comes in at the vendor's and at a partner's address is lost to nobody, and is said once.</summary>
public sealed class MailIntakeTests(MailApp app) : IClassFixture<MailApp>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mail_to_both_addresses_is_new_to_each_and_reaches_the_desk_that_serves_its_sender(bool partnerFirst)
    {
        app.Cases.Pass(61);
        var mail = app.Mail("anna@nordhaven.example", "No picture", "Nobody sees us.");
        async Task<(int Status, Guid Id)> Sorted(string key)
        {
            var answer = await app.HandInAsync(mail, key);
            await app.SortedAsync(answer.Id);
            return answer;
        }
        var first = await Sorted(partnerFirst ? app.PartnerKey : app.VendorKey);
        var second = await Sorted(partnerFirst ? app.VendorKey : app.PartnerKey);
        var (partners, vendors) = partnerFirst ? (first, second) : (second, first);

        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.Equal(("held", "stranger", "partner"), await app.SortedAsync(partners.Id) is var (state, reason, desk, _) ? (state, reason, desk) : default);
        Assert.Equal(("opened", "vendor"), await app.SortedAsync(vendors.Id) is var opened ? (opened.State, opened.Desk) : default);
        Assert.Equal((200, 200), ((await app.Partner.GetAsync($"/api/v1/mail/{partners.Id}")).Status, (await app.Agent.GetAsync($"/api/v1/mail/{vendors.Id}")).Status));
        // again, by the same way: the one of its own intake
        Assert.Equal(((200, partners.Id), (200, vendors.Id)), (await app.HandInAsync(mail, app.PartnerKey), await app.HandInAsync(mail)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_fronted_customers_mail_to_both_addresses_the_second_is_a_copy(bool partnerFirst)
    {
        app.Cases.Pass(61);
        var mail = app.Mail("lucia@lucenti.example", "Niente video", "Nessuno ci vede.");

        var first = await app.SortAsync(mail, partnerFirst ? app.PartnerKey : app.VendorKey);
        var second = await app.SortAsync(mail, partnerFirst ? app.VendorKey : app.PartnerKey);

        Assert.Equal(("opened", "partner"), (first.State, first.Desk));
        Assert.Equal(("ignored", "copy", "partner", first.Case), (second.State, second.Reason, second.Desk, second.Case));
        Assert.Equal(["Nessuno ci vede."], await MailApp.SaidAsync(app.Partner, first.Case));
    }

    [Fact]
    public async Task Copies_are_not_counted_as_mails_too_many()
    {
        app.Cases.Pass(61);
        var first = await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente rete", "Da stamattina."), app.PartnerKey);
        var number = await app.Seed.ScalarAsync<string>("select number from support_case where id = $1", first.Case);
        var states = new List<string>();
        for (var count = 0; count < 12; count++)
        {
            var mail = app.Mail("lucia@lucenti.example", $"[{number}]", $"Ancora {count}.");
            foreach (var way in new[] { app.PartnerKey, app.VendorKey }) states.Add((await app.SortAsync(mail, way)).State);
        }

        Assert.Equal((12, 12), (states.Count(state => state == "matched"), states.Count(state => state == "ignored")));
    }

    [Fact]
    public async Task Of_two_copies_at_the_same_instant_one_begins_a_case()
    {
        for (var round = 0; round < 5; round++)
        {
            app.Cases.Pass(61);
            var text = $"Insieme {app.NextId()}";
            var mail = app.Mail("lucia@lucenti.example", "Niente audio", text);

            var given = await Task.WhenAll(app.HandInAsync(mail, app.PartnerKey), app.HandInAsync(mail));
            var states = new List<string>();
            foreach (var (_, id) in given) states.Add((await app.SortedAsync(id)).State);

            Assert.Equal(["ignored", "opened"], states.Order(StringComparer.Ordinal));
            Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from case_message where body = $1", text));
        }
    }

    [Fact]
    public async Task What_a_partner_put_into_a_case_of_its_own_is_not_lost_to_the_vendor()
    {
        app.Cases.Pass(61);
        var mail = app.Mail("anna@nordhaven.example", "No light", "Nobody sees anything.");
        var (_, partners) = await app.HandInAsync(mail, app.PartnerKey);
        await app.SortedAsync(partners);
        Assert.Equal("opened", (await app.Partner.PutAsync($"/api/v1/mail/{partners}/opening", new { accountId = app.Cases.Lucenti }))["state"].GetString());

        Assert.Equal(("opened", "vendor"), await app.SortAsync(mail) is var (state, _, desk, _) ? (state, desk) : default);
    }

    [Fact]
    public async Task Other_words_under_the_id_of_a_mail_that_is_in_a_case_are_held_also_by_another_way()
    {
        app.Cases.Pass(61);
        var id = app.NextId();
        Assert.Equal("opened", (await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente audio", "Il cavo.", id: id), app.PartnerKey)).State);

        Assert.Equal(("held", "same-id"), await app.SortAsync(app.Mail("lucia@lucenti.example", "Niente audio", "Non il cavo.", id: id)) is var (state, reason, _, _) ? (state, reason) : default);
    }
}
