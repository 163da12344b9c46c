using System.Globalization;
using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;

namespace Backline.Server.Features.Cases.Templates;

/// <summary>A template as it would be sent in a case.</summary>
/// <param name="Language">Of the text.</param>
/// <param name="AskedLanguage">Of whoever asked; where the template has no text in it, the text is in another.</param>
/// <param name="Gaps">Places that nothing is known for; they stand in the text as they are.</param>
/// <param name="FollowUpAt">When somebody would look again.</param>
public sealed record ReplyDraft(string Template, string Text, string Language, string AskedLanguage, IReadOnlyList<string> Gaps, MacroInput Actions, DateTimeOffset? FollowUpAt, long Version)
{
    /// <summary>What may be promised with it, by the severity it gives the case.</summary>
    internal NextUpdateOffer? NextUpdate { get; init; }
}

/// <summary>Fills templates from the case they are for, in the language of whoever asked and by the clock on their wall.</summary>
internal sealed class ReplyDrafts(Session session, CaseRecords records, TemplateOperations templates, ClockQueries books, NextUpdates next, CaseRecipientQueries recipients)
{
    private sealed record Known(string? Contact, string? Site, string Account, string Zone);

    private static readonly TimeOnly followUpTime = new(9, 0);

    /// <exception cref="NotFoundException"/>
    public async Task<ReplyDraft> OfAsync(Guid id, string code, CancellationToken stop)
    {
        var template = await templates.GetAsync(code, stop);
        var (one, entries) = await records.LoadAsync(id, version: null, stop);
        session.Reader.WhyNotWork(one).ThrowIfRefused();
        var known = await KnownAsync(one, stop);
        var book = await books.BookAsync(CaseClocks.TermsOf(entries), stop);
        var followUp = template.Actions.FollowUpDays is { } days ? book.Calendar(one.Terms, Domain.Contracts.PromiseUnit.BusinessDays).OpenDayAfter(records.Now, days, followUpTime) : (DateTimeOffset?)null;
        // what is sent begins the next promise, by the severity it brings along: it is that which is told
        var answered = next.Answered(entries, book, template.Actions.Read().Severity is { } severity && severity != one.Severity ? severity : null);
        var due = answered.Where(clock => clock.Run.EndedAt is null && clock.Run.Milestone.CustomerSees && clock.DueAt > records.Now).Min(clock => clock.DueAt);
        var asked = await recipients.LanguageAsync(one.Id, stop);
        var language = template.Texts.ContainsKey(asked) ? asked : template.Texts.ContainsKey("en") ? "en" : template.Texts.Keys.Order(StringComparer.Ordinal).First();
        var (text, gaps) = ReplyText.Fill(template.Texts[language], new Dictionary<string, string?>
        {
            ["contact"] = known.Contact, ["number"] = one.Number, ["subject"] = one.Subject, ["site"] = known.Site, ["account"] = known.Account, ["agent"] = session.Reader.Name,
            ["due"] = Moment(due, language, known.Zone), ["followUp"] = Day(followUp, language, known.Zone),
        });
        return new(code, text, language, asked, gaps, template.Actions, followUp?.ToUniversalTime(), one.Version) { NextUpdate = NextUpdates.Offer(answered, book) };
    }

    // the contact, else whoever opened it, unless that was the desk itself; a partner's desk may read of its customers' people nothing but names
    private async Task<Known> KnownAsync(Case one, CancellationToken stop)
    {
        var opener = session.Reader.Side == Side.Partner ? "case_askers(c.id)" : "person";
        return (await session.FirstAsync(
            $"""
            select coalesce(k.name, p.name), s.name, coalesce(a.name, c.account_name), coalesce(s.time_zone, a.time_zone, 'UTC')
            from support_case c left join account a on a.account_id = c.account_id left join site s on s.account_id = c.account_id and s.id = c.site_id
            left join contact k on k.account_id = c.account_id and k.id = c.contact_id
            left join {opener} p on p.id = c.opened_by_id and (p.account_id is not null or c.front_id is not null and c.tier = 'vendor')
            where c.account_id = $1 and c.id = $2
            """, row => new Known(row.Text(0), row.Text(1), row.GetString(2), row.GetString(3)), stop, one.AccountId, one.Id))!;
    }

    // the place by whose clock it is: whoever reads it may be elsewhere
    private static string? Moment(DateTimeOffset? at, string language, string zone) =>
        at is { } moment ? $"{Day(moment, language, zone)}, {Local(moment, zone).ToString("HH:mm", CultureInfo.InvariantCulture)} ({zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ')})" : null;

    private static string? Day(DateTimeOffset? at, string language, string zone)
    {
        if (at is not { } moment) return null;
        var words = CultureInfo.GetCultureInfo(language);
        return Local(moment, zone).ToString(language switch { "ko" => "yyyy년 M월 d일", "de" => "d. MMMM yyyy", "es" => "d 'de' MMMM 'de' yyyy", "vi" => "dd/MM/yyyy", _ => "d MMMM yyyy" }, words);
    }

    private static DateTimeOffset Local(DateTimeOffset moment, string zone) => TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc);
}
