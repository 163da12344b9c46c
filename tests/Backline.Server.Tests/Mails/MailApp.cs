using System.Net;
using System.Text;
using Backline.Server.Features.Mails;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Mails;

/// <summary>The cases' app with people who write mails, and the way in for them.</summary>
public sealed class MailApp : IAsyncLifetime
{
    private readonly CaseApp app;
    private int number;

    public MailApp(TestPostgres postgres) => app = new(postgres);

    public CaseApp Cases => app;
    public Seed Seed => app.Seed;
    public ApiClient Agent { get; private set; } = null!;
    public ApiClient Partner { get; private set; } = null!;
    public ApiClient Anna { get; private set; } = null!;
    public Guid AgentId { get; private set; }
    public Guid AnnaId { get; private set; }
    public string VendorKey { get; private set; } = "";
    public string PartnerKey { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await app.InitializeAsync();
        AnnaId = await Seed.PersonAsync("anna@nordhaven.example", Roles.CustomerUser, app.Nordhaven, name: "Anna Berg");
        AgentId = await Seed.PersonAsync("agent@vendor.example", Roles.SupportAgent, name: "Ada Agent");
        await Seed.PersonAsync("desk@meridian.example", Roles.Partner, partnerId: app.Meridian, name: "Mario Meridian");
        await Seed.ExecuteAsync("update person set language = 'de' where email = 'anna@nordhaven.example'");
        await ContactAsync(app.Lucenti, "Lucia Lucenti", "lucia@lucenti.example", "it");
        await ContactAsync(app.Nordhaven, "Karl Kontakt", "karl@nordhaven.example", "ko");
        VendorKey = await Seed.KeyAsync(Roles.ServiceManager);
        PartnerKey = await Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian);
        (Agent, Partner, Anna) = (new(app.Client, VendorKey), new(app.Client, PartnerKey), new(app.Client, await Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven)));
    }

    public Task ContactAsync(Guid account, string name, string email, string language) => Seed.ExecuteAsync(
        "insert into contact (account_id, partner_id, id, name, name_key, email, language) select account_id, partner_id, gen_random_uuid(), $2, lower($2), $3, $4 from account where account_id = $1", account, name, email, language);

    public string NextId() => $"m{Interlocked.Increment(ref number)}.{Guid.NewGuid():N}@mail.example";

    public string Mail(string from, string subject, string text, string headers = "", string? id = null) =>
        $"From: {from}\nTo: support@vendor.example\nSubject: {subject}\nDate: Tue, 17 Mar 2026 09:00:00 +0100\nMessage-ID: <{id ?? NextId()}>\n{headers}\n{text}\n".Replace("\n", "\r\n", StringComparison.Ordinal);

    public async Task<(int Status, Guid Id)> HandInAsync(string mail, string? key = null) => await HandInAsync(Encoding.UTF8.GetBytes(mail), key);

    public async Task<(int Status, Guid Id)> HandInAsync(byte[] mail, string? key = null)
    {
        using var client = app.Browser(key ?? VendorKey);
        using var body = new ByteArrayContent(mail);
        body.Headers.ContentType = new("message/rfc822");
        using var answer = await client.PostAsync("/api/v1/mail", body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK ? System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid() : default);
    }

    /// <summary>Handed in and sorted: what became of it, and which case.</summary>
    public async Task<(string State, string Reason, string Desk, Guid Case)> SortAsync(string mail, string? key = null) => await SortedAsync((await HandInAsync(mail, key)).Id);

    public async Task<(string State, string Reason, string Desk, Guid Case)> SortedAsync(Guid id)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            var found = await Seed.ScalarAsync<string>("select state || '|' || reason || '|' || desk || '|' || coalesce(case_id::text, '') from inbound_mail where id = $1 and state <> 'waiting'", id);
            if (found?.Split('|') is [var state, var reason, var desk, var one]) return (state, reason, desk, Guid.TryParse(one, out var of) ? of : default);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"not sorted: {await Seed.ScalarAsync<string>("select last_error from due_item where subject_id = $1", id)}");
    }

    /// <summary>A case that a mail opened.</summary>
    public async Task<(Guid Id, string Number)> OpenedAsync(string from, string subject = "No sound")
    {
        // no test writes on the account of another one's hour
        app.Pass(61);
        var (state, reason, _, one) = await SortAsync(Mail(from, subject, "Nobody hears us."));
        Assert.Equal(("opened", ""), (state, reason));
        return await CaseAsync(one);
    }

    public async Task<(Guid Id, string Number)> CaseAsync(Guid one) => (one, (await Seed.ScalarAsync<string>("select number from support_case where id = $1", one))!);

    /// <summary>Mails about the case, once they are written.</summary>
    public async Task<IReadOnlyList<SentMail>> SentAsync(Guid one)
    {
        for (var tries = 0; tries < 300 && await Seed.ScalarAsync<long>("select count(*) from case_mail where case_id = $1", one) > 0; tries++) await Task.Delay(100, TestContext.Current.CancellationToken);
        await using var command = Seed.Source.CreateCommand("select recipient, subject, body_text, coalesce(sender_name, ''), message_id, in_reply_to, reference_ids, desk_id from outbox_message o where about_id = $1 order by (select m.seq from case_message m where m.case_id = $1 and replace(m.id::text, '-', '') = split_part(o.message_id, '.', 1)), id");
        command.Parameters.Add(new() { Value = one });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var sent = new List<SentMail>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken)) sent.Add(new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetFieldValue<string[]>(6), row.IsDBNull(7) ? null : row.GetGuid(7)));
        return sent;
    }

    internal MaildirWorker Maildir() => ActivatorUtilities.CreateInstance<MaildirWorker>(app.Services, new MailboxSettings());

    public static async Task<IReadOnlyList<string?>> SaidAsync(ApiClient who, Guid one) => [.. (await who.GetAsync($"/api/v1/cases/{one}/messages"))["items"].EnumerateArray().Select(message => message.GetProperty("text").GetString())];

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

public sealed record SentMail(string Recipient, string Subject, string Text, string Sender, string MessageId, string InReplyTo, string[] References, Guid? Desk);
