using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases.Mentions;

/// <summary>Whoever is named in an internal note gets a mail and finds it on the home: people of the same desk alone, never of another.</summary>
internal sealed class MentionObserver(Session session, MailOutbox outbox, PublicAddress address, TimeProvider clock, IStringLocalizer<DeskTexts> texts) : ICaseObserver
{
    private const int MostPeople = 500;
    private const int LongestExcerpt = 200;

    private sealed record Colleague(Guid Id, string Name, string? Email, string Language);

    public async Task SeeAsync(CaseNews news, CancellationToken stop)
    {
        var notes = news.Messages.Where(message => message.Visibility == "internal" && message.Author is null && message.Body.Contains('@', StringComparison.Ordinal)).ToList();
        // what the programme quotes calls nobody
        if (notes.Count == 0 || session.Reader.IsProgramme || !session.Reader.IsOfDesk(news.Case.Tier)) return;
        var people = await PeopleAsync(news.Case, stop);
        Mentionable[] named = [.. people.Select(person => new Mentionable(person.Id, person.Name, person.Email))];
        foreach (var note in notes)
            foreach (var id in Domain.Cases.Mentions.In(note.Body, named).Where(id => id != session.Reader.PersonId)) await TellAsync(news.Case, note, people.First(person => person.Id == id), stop);
    }

    private Task<List<Colleague>> PeopleAsync(Case one, CancellationToken stop) => session.ListAsync(
        "select id, name, email, language from person where account_id is null and partner_id is not distinct from $1 and disabled_at is null order by id limit $2",
        row => new Colleague(row.GetGuid(0), row.GetString(1), row.Text(2), row.GetString(3)), stop, Parameters.OrNull(one.Tier == CaseTier.Partner ? one.FrontId : null), MostPeople);

    private async Task TellAsync(Case one, CaseMessage note, Colleague person, CancellationToken stop)
    {
        await session.ExecuteAsync(
            "insert into case_mention (account_id, partner_id, case_id, id, tier, front_id, message_id, person_id, author, excerpt, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", stop,
            one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, Guid.CreateVersion7(clock.GetUtcNow()), one.Tier.Word(), Parameters.OrNull(one.FrontId), note.Id, person.Id, session.Reader.Name,
            note.Body.Length > LongestExcerpt ? note.Body[..LongestExcerpt] + "…" : note.Body, clock.GetUtcNow());
        if (person.Email is null) return;
        using var _ = new Spoken(person.Language);
        // the note stays inside: the mail says where it is
        await outbox.AddAsync(new(person.Email, person.Language, texts["mention.mail.subject", session.Reader.Name, one.Number], texts["mention.mail.text", person.Name, session.Reader.Name, one.Number, address.Of($"/cases/{one.Id}")].Value.Trim(), AccountId: one.AccountId) { DeskId = one.Tier == CaseTier.Partner ? one.FrontId : null }, stop);
    }
}
