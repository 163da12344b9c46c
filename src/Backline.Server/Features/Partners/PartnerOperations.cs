using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Partners;

/// <summary>Changes of partners.</summary>
public sealed class PartnerOperations(Session session, PartnerQueries partners, PartnerBrands brands, TimeProvider clock)
{
    public async Task<Guid> CreateAsync(PartnerInput input, CancellationToken stop)
    {
        input = input.Checked();
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var number = await session.ScalarAsync<string>(
            """
            insert into partner (id, number, name, certified, brand_name, brand_colour, country, language, time_zone, distributor, created_at)
            values ($1, 'P-' || nextval('partner_number_seq'), $2, $3, $4, $5, $6, $7, $8, $9, $10) returning number
            """, stop, id, input.Name, input.Certified, input.BrandName, input.BrandColour, input.Country, input.Language, input.TimeZone, Parameters.OrNull(input.Distributor), now);
        session.Audit(Act.OnProgramme("partner.created", "partner", id, number, after: input));
        session.AfterCommit(brands.Forget);
        return id;
    }

    /// <exception cref="StaleVersionException"/>
    /// <exception cref="NotFoundException"/>
    public async Task ChangeAsync(Guid id, long version, PartnerInput input, CancellationToken stop)
    {
        input = input.Checked();
        var before = await partners.GetAsync(id, stop, forUpdate: true);
        if (before.Version != version) throw new StaleVersionException();
        await session.ExecuteAsync(
            "update partner set name = $2, certified = $3, brand_name = $4, brand_colour = $5, country = $6, language = $7, time_zone = $8, distributor = $9, version = version + 1 where id = $1",
            stop, id, input.Name, input.Certified, input.BrandName, input.BrandColour, input.Country, input.Language, input.TimeZone, Parameters.OrNull(input.Distributor));
        var was = new PartnerInput(before.Name, before.Certified, before.BrandName, before.BrandColour, before.Country, before.Language, before.TimeZone, before.Distributor);
        session.Audit(Act.OnProgramme("partner.changed", "partner", id, before.Number, was, input));
        session.AfterCommit(brands.Forget);
    }
}
