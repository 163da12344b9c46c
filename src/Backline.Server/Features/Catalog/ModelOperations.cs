using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Features.Devices;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Catalog;

/// <summary>Every change of the catalogue. Acts join the chain of the programme.</summary>
public sealed class ModelOperations(Session session, ModelQueries models, DeviceOperations devices, TimeProvider clock)
{
    /// <exception cref="RefusedException"><c>model.name-taken</c>: a model or a confirmed spelling has this name.</exception>
    public async Task<Guid> CreateAsync(ModelInput input, CancellationToken stop)
    {
        input.Check();
        await RefuseTakenNameAsync(input.Name!, except: null, stop);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await session.ExecuteAsync(
            """
            insert into model (id, vendor, name, name_key, family, category, part_number, lifecycle, lifecycle_basis, end_of_sale_on, end_of_support_on, note, edited)
            values ($1, $2, $3, $4, $5, $6, $7, $8, 'operator', $9, $10, $11, true)
            """, stop, id, input.Vendor!.Trim(), input.Name!.Trim(), ModelName.Key(input.Name), input.Family?.Trim() ?? "", input.Category, Blank(input.PartNumber), input.Lifecycle,
            input.EndOfSaleOn, input.EndOfSupportOn, input.Note?.Trim() ?? "");
        session.Audit(Act.OnProgramme("model.created", "model", id, input.Name.Trim(), after: input));
        return id;
    }

    /// <summary>Changes a model; a new category or name is carried to its devices at once.</summary>
    /// <param name="version">The version the change is based on.</param>
    public async Task ChangeAsync(Guid id, long version, ModelInput input, CancellationToken stop)
    {
        input.Check();
        var before = await models.GetAsync(id, stop);
        if (before.Version != version) throw new StaleVersionException();
        await RefuseTakenNameAsync(input.Name!, except: id, stop);
        var changed = await session.ExecuteAsync(
            """
            update model set vendor = $3, name = $4, name_key = $5, family = $6, category = $7, part_number = $8, lifecycle = $9, end_of_sale_on = $10,
                end_of_support_on = $11, note = $12, edited = true, lifecycle_basis = case when lifecycle = $9 then lifecycle_basis else 'operator' end, version = version + 1
            where id = $1 and version = $2
            """, stop, id, version, input.Vendor!.Trim(), input.Name!.Trim(), ModelName.Key(input.Name), input.Family?.Trim() ?? "", input.Category, Blank(input.PartNumber), input.Lifecycle,
            input.EndOfSaleOn, input.EndOfSupportOn, input.Note?.Trim() ?? "");
        if (changed == 0) throw new StaleVersionException();
        if ((before.Category, before.Name) != (input.Category, input.Name.Trim())) await devices.RecategoriseAsync(id, input.Name.Trim(), input.Category!, stop);
        session.Audit(Act.OnProgramme("model.changed", "model", id, input.Name.Trim(), before.ToInput(), input));
    }

    /// <summary>Another spelling that means this model from now on.</summary>
    /// <exception cref="RefusedException"><c>model.name-taken</c></exception>
    public async Task AddAliasAsync(Guid id, string? alias, CancellationToken stop)
    {
        new InputErrors().Text(alias, "/name", 120)
            .Refuse(!string.IsNullOrWhiteSpace(alias) && ModelName.Key(alias).Length == 0, "/name", "model.name-without-letters").ThrowIfAny();
        var model = await models.GetAsync(id, stop);
        await RefuseTakenNameAsync(alias!, except: null, stop);
        await session.ExecuteAsync("insert into model_alias (name_key, name, model_id) values ($1, $2, $3)", stop, ModelName.Key(alias!), alias!.Trim(), id);
        session.Audit(Act.OnProgramme("model.alias-added", "model", id, model.Name, after: new { alias = alias.Trim() }));
    }

    public async Task RemoveAliasAsync(Guid id, string aliasKey, CancellationToken stop)
    {
        var model = await models.GetAsync(id, stop);
        var alias = await session.ScalarAsync<string>("delete from model_alias where model_id = $1 and name_key = $2 returning name", stop, id, aliasKey)
            ?? throw new NotFoundException("alias", aliasKey);
        session.Audit(Act.OnProgramme("model.alias-removed", "model", id, model.Name, before: new { alias }));
    }

    private async Task RefuseTakenNameAsync(string name, Guid? except, CancellationToken stop)
    {
        var taken = await session.FirstAsync(
            """
            select name from model where name_key = $1 and id is distinct from $2
            union all select m.name from model_alias a join model m on m.id = a.model_id where a.name_key = $1 and a.model_id is distinct from $2
            """, row => row.GetString(0), stop, ModelName.Key(name), except);
        if (taken is not null) throw new RefusedException(new("model.name-taken", name, taken));
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
