using Backline.Domain.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Cases;

/// <summary>Who can be asked to work on a case, or to look after what belongs to one: those of the reader's own desk.</summary>
internal sealed class DeskWorkerQueries(Session session)
{
    private const int MostPeople = 500;

    public async Task<IReadOnlyList<Choice>> ListAsync(CancellationToken stop)
    {
        var people = await session.ListAsync(
            "select id, name, role, email from person where account_id is null and partner_id is not distinct from $1 and disabled_at is null order by lower(name), id limit $2",
            row => (Person: new Mentionable(row.GetGuid(0), row.GetString(1), row.Text(3)), Role: row.GetString(2)), stop, Parameters.OrNull(session.Reader.PartnerId), MostPeople);
        var names = Domain.Cases.Mentions.Names([.. people.Select(person => person.Person)]);
        return [.. people.Zip(names).Where(one => Permissions.Of(one.First.Role).Contains(Permissions.CasesWork)).Select(one => new Choice(one.Second.Id.ToString(), one.Second.Name))];
    }
}
