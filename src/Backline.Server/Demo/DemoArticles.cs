using Backline.Server.Features.Cases.Articles;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>What support has written down, for customers, for partners, and for itself; one in two languages, of which the second is out of date.</summary>
internal sealed class DemoArticles(DemoStage stage)
{
    private static readonly string[] ccx = ["CCX 350", "CCX 400", "CCX 500", "CCX 505", "CCX 600"];

    private static readonly ArticleInput[] articles =
    [
        new("Report a problem without a serial number",
            """
            You need no serial number to report a problem: your account, or the customer site ID on your welcome letter, is enough.

            ## What to write

            - since when, and for how many people
            - what you see: the words on the display help most
            - what you tried already

            A serial number is asked for later, and only when a device is replaced.
            """, "customers", "en", [], ["video", "voice", "headset"]),
        new("Send the failed unit back after a replacement",
            """
            The replacement comes first; the failed unit follows within **10 business days** after the delivery.

            1. Pack the failed unit in the box the replacement came in.
            2. Use the label that lies in the box.
            3. Keep the receipt until the case says that the unit has arrived.

            You are reminded on the 5th, 8th and 10th business day. A unit that does not come back is charged at its list price; nothing is charged without asking you first.
            """, "customers", "en", [], ["video", "voice", "headset"]),
        new("A device is not shown as active in Poly Lens",
            """
            Lens calls a device active when it was in contact within the last **24 hours**. One that was switched off over a long weekend is not broken.

            1. See that the device is on and has an address in the network.
            2. Restart it, and wait a quarter of an hour.
            3. If it still does not appear, report it with the MAC address.
            """, "customers", "en", ["Studio X50", "Studio X52"], ["video", "voice"]),
        new("Where the software of CCX phones and Trio C60 comes from",
            """
            Phones that run Teams get their software from the Teams admin center, in the order in which Microsoft releases it there.

            - `9.0.0.10460`, since 28 August 2024: CCX 350, 400, 500, 505, 600 and Trio C60
            - `8.1.6.1006`, since 12 April 2024: CCX 350, 400, 500, 505 and 600
            - `8.1.6.1005`, since 12 April 2024: Trio C60

            A phone with older software is updated before anything else is looked for.
            """, "partners", "en", [.. ccx, "Trio C60"], ["voice"]),
        new("When a clock may stand still",
            """
            A first response waits for nobody. Updates, the plan and a workaround stand still while the customer or an agreed day is waited for; the resolution also for a cloud partner, a carrier, access to the site and parts.

            Say for whom the case waits, and when you look again: the customer reads both.
            """, "internal", "en", [], []),
    ];

    public async Task WriteAsync(DateTimeOffset now, Reader author, CancellationToken stop)
    {
        for (var number = 0; number < articles.Length; number++)
        {
            var article = articles[number];
            await stage.PlayAsync($"article {number}", now.AddDays(number - 40), author, async services =>
            {
                var operations = services.GetRequiredService<ArticleOperations>();
                var id = await operations.WriteAsync(article, stop);
                await operations.PublishAsync(id, 1, published: true, stop);
                if (number > 0) return;
                await operations.TranslateAsync(id, 2, "de", new("Ein Problem ohne Seriennummer melden", "Sie brauchen keine Seriennummer, um ein Problem zu melden: Ihr Konto oder die Standort-ID aus Ihrem Begrüßungsschreiben genügt."), stop);
                await operations.ChangeAsync(id, 3, article with { Body = article.Body + "\n\nSee also [what happens next](/help)." }, stop);
            }, stop);
        }
    }
}
