using System.Text.RegularExpressions;
using Backline.Server.Features.Mails.Reading;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Mails;

/// <summary>Finds the case a mail answers and whose address it comes from, as the programme.</summary>
internal static partial class MailLookup
{
    private const int MostIds = 50;
    private const int MostSites = 50;
    private const string Columns = "c.id, c.number, c.account_id, c.tier, c.front_id, c.served_id, c.is_private, c.opened_by_id, c.opened_by, c.contact_id, c.subject, c.state, array(select w.person_id from case_watcher w where w.account_id = c.account_id and w.case_id = c.id and w.side = 'asking')";

    /// <summary>By the mails it answers, those sent or those received, the nearest first; else by the number in its subject.</summary>
    public static async Task<NamedCase?> CaseAsync(Session session, IncomingMail mail, CancellationToken stop)
    {
        if (mail.Threads.Count > 0)
        {
            var found = await session.FirstAsync(
                $"""
                select {Columns} from (
                    select o.about_id as id, a.place from unnest($1::text[]) with ordinality a (message_id, place) join outbox_message o on o.message_id = a.message_id and o.about_id is not null
                    union all
                    select i.case_id, a.place from unnest($1::text[]) with ordinality a (message_id, place) join inbound_mail i on i.message_id = a.message_id and i.case_id is not null and i.state in ('matched', 'opened')) t
                join support_case c on c.id = t.id order by t.place limit 1
                """, Row, stop, [mail.Threads.Take(MostIds).ToArray()]);
            if (found is not null) return found;
        }
        return await OfSubjectAsync(session, mail.Subject, stop);
    }

    private static async Task<NamedCase?> OfSubjectAsync(Session session, string subject, CancellationToken stop) =>
        Token().Matches(subject) is [.., var last] ? await OfNumberAsync(session, last.Groups["number"].Value.ToUpperInvariant(), stop) : null;

    public static Task<NamedCase?> OfNumberAsync(Session session, string number, CancellationToken stop) => session.FirstAsync($"select {Columns} from support_case c where c.number = $1", Row, stop, number);

    public static Task<NamedCase?> FindAsync(Session session, Guid id, CancellationToken stop) => session.FirstAsync($"select {Columns} from support_case c where c.id = $1", Row, stop, id);

    /// <summary>The case of this desk into which the same mail went, handed in at another intake. What is in a case of another desk is not seen from this one, and what was only held went nowhere.</summary>
    public static Task<NamedCase?> DeliveredAsync(Session session, Guid mail, string desk, Guid? deskId, CancellationToken stop) => session.FirstAsync(
        $"""
        select {Columns} from inbound_mail i join inbound_mail o on o.message_id = i.message_id and o.content_key = i.content_key and o.id <> i.id and o.state in ('matched', 'opened') join support_case c on c.id = o.case_id
        where i.id = $1 and c.tier = $2 and (c.tier = 'vendor' or c.front_id = $3::uuid) order by o.id limit 1
        """, Row, stop, mail, desk, Parameters.OrNull(deskId));

    /// <summary>The case and the recipient of a mail that was sent.</summary>
    public static async Task<(NamedCase? Case, string? Recipient)> SentAsync(Session session, string messageId, CancellationToken stop)
    {
        var sent = await session.ListAsync("select about_id, recipient from outbox_message where message_id = $1 limit 1", row => (About: row.Nullable<Guid>(0), Recipient: row.GetString(1)), stop, [messageId]);
        return sent is [var one] ? (one.About is { } about ? await FindAsync(session, about, stop) : null, one.Recipient) : (null, null);
    }

    /// <summary>The case a mail's subject names, and which of the addresses were sent mails of it.</summary>
    public static async Task<(NamedCase? Case, IReadOnlyList<string> Recipients)> SentAboutAsync(Session session, string subject, IEnumerable<string> addresses, CancellationToken stop)
    {
        if (await OfSubjectAsync(session, subject, stop) is not { } named) return (null, []);
        var sent = await session.ListAsync("select distinct lower(recipient) from outbox_message where about_id = $1 and lower(recipient) = any ($2)", row => row.GetString(0), stop, named.Id, addresses.ToArray());
        return sent.Count > 0 ? (named, sent) : (null, []);
    }

    /// <summary>Everybody known by the address: people first, each account once.</summary>
    public static async Task<IReadOnlyList<MailSender>> SendersAsync(Session session, string address, CancellationToken stop)
    {
        var people = await session.ListAsync(
            "select p.id, p.name, p.role, p.account_id, coalesce(p.partner_id, a.partner_id), p.time_zone, p.language from person p left join account a on a.account_id = p.account_id where p.normalized_email = upper($1) and p.disabled_at is null order by p.created_at",
            row => new MailSender(row.GetGuid(0), null, row.GetString(1), row.GetString(2), row.Nullable<Guid>(3), row.Nullable<Guid>(4), row.GetString(5)) { Language = row.GetString(6) }, stop, [address]);
        var contacts = await session.ListAsync(
            "select c.id, c.name, c.account_id, a.partner_id, a.time_zone, c.language from contact c join account a on a.account_id = c.account_id where lower(c.email) = $1 order by c.id limit 50",
            row => new MailSender(null, row.GetGuid(0), row.GetString(1), Roles.CustomerUser, row.GetGuid(2), row.Nullable<Guid>(3), row.GetString(4)) { Language = row.GetString(5) }, stop, [address]);
        foreach (var person in people.ToList())
            if (contacts.Find(contact => contact.AccountId == person.AccountId) is { } same) people[people.IndexOf(person)] = person with { ContactId = same.ContactId };
        return [.. people, .. contacts.Where(contact => !people.Exists(person => person.AccountId == contact.AccountId)).DistinctBy(contact => contact.AccountId)];
    }

    /// <summary>Of the accounts the one whose customer site ID (S-1001) the mail names in its subject or text; none, when it names none or those of several.</summary>
    public static async Task<Guid?> AccountOfSiteAsync(Session session, IncomingMail mail, IReadOnlyList<Guid> accounts, CancellationToken stop)
    {
        var numbers = SiteNumber().Matches($"{mail.Subject}\n{mail.Text}").Select(match => match.Value.ToUpperInvariant()).Distinct().Take(MostSites).ToArray();
        if (numbers.Length == 0) return null;
        var named = await session.ListAsync("select distinct account_id from site where number = any ($1) and account_id = any ($2)", row => row.GetGuid(0), stop, numbers, accounts.ToArray());
        return named is [var only] ? only : null;
    }

    private static NamedCase Row(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.Nullable<Guid>(4), row.Nullable<Guid>(5), row.GetBoolean(6), row.Nullable<Guid>(7), row.GetString(8), row.Nullable<Guid>(9), row.GetString(10), row.GetString(11), row.GetFieldValue<Guid[]>(12));

    [GeneratedRegex(@"(?<![\w-])S-\d{4,9}(?![\w-])", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SiteNumber();

    [GeneratedRegex(@"\[(?<number>C-\d{4}-\d{6,9})\]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
