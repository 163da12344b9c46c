using System.Globalization;
using System.Text;
using Backline.Server.Features.Mails;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;

namespace Backline.Server.Demo;

/// <summary>What came in by email lately and found no case by itself: a stranger, an absence note, a mailing list. What was said in the cases of the story is told to nobody by mail.</summary>
internal sealed class DemoMails(DemoStage stage)
{
    private static readonly (double HoursAgo, string Mail)[] mails =
    [
        (30, "From: Conference Weekly <news@conference-weekly.example>\nSubject: Ten rooms that sound better\nList-Id: <news.conference-weekly.example>\n\nThis week: curtains."),
        (5, "From: {1}\nSubject: Automatic reply: [{0}]\nAuto-Submitted: auto-replied\n\nI am out of the office until Monday."),
        (2, "From: \"Jonas Facility\" <jonas@facility-services.example>\nSubject: Echo in the board room since the carpet was changed\n\nGood morning,\n\nwe look after the building of one of your customers. Since the new carpet people at the other end hear themselves.\nWhom may we let in to look at the ceiling microphones?\n\n-- \nJonas\nFacility Services"),
    ];

    public async Task PlayAsync(DateTimeOffset now, CancellationToken stop)
    {
        await stage.PlayAsync("no mails of the story", now, DemoStage.Narrator, services =>
            services.GetRequiredService<Session>().ExecuteAsync("with untold as (delete from due_item where kind = $1) delete from case_mail", stop, [CaseMailHandler.DueKind]), stop);
        foreach (var (hours, mail) in mails)
        {
            var at = now.AddHours(-hours);
            await stage.PlayAsync($"mail {hours.ToString(CultureInfo.InvariantCulture)}", at, DemoStage.Narrator, services => HandInAsync(services, mail, at, stop), stop);
        }
    }

    private static async Task HandInAsync(IServiceProvider services, string mail, DateTimeOffset at, CancellationToken stop)
    {
        var (number, email) = await services.GetRequiredService<Session>().FirstAsync(
            "select c.number, p.email from support_case c join person p on p.account_id = c.account_id where c.tier = 'vendor' and c.front_id is null order by c.number desc, p.email limit 1", row => (row.GetString(0), row.GetString(1)), stop);
        var text = string.Format(CultureInfo.InvariantCulture, mail, number, email);
        var head = $"To: support@backline.example\nDate: {at.ToUniversalTime().ToString("ddd, d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\nMessage-ID: <demo.{at.UtcTicks.ToString(CultureInfo.InvariantCulture)}@mail.example>\n";
        await using var content = Spool.Make();
        await content.WriteAsync(Encoding.UTF8.GetBytes(head + text), stop);
        await services.GetRequiredService<MailStore>().AcceptAsync(content, "demo", null, stop);
    }
}
