using Backline.Domain.Devices;

namespace Backline.Server.Features.Devices;

/// <summary>What a list asks: the filter, what it names, and the order.</summary>
internal sealed record DeviceQuestion(DeviceFilter Filter, ModelKeys Models, DeviceSearch? Search, DeviceOrder Order)
{
    /// <summary>How many leading keys of the order the filter holds to one value: compared with a cursor they would only hide the place in the index.</summary>
    public int Fixed => Order.Name != "model" ? 0 : Filter.Model is not null ? 2 : Filter.Category is not null ? 1 : 0;
}

/// <summary>
/// Devices of several models, read model by model: in an index a model's devices stand together, so that taking the first of each and merging them
/// beats reading the order of everything. Only what the index itself holds is merged; the rows are fetched of those that are left.
/// </summary>
internal sealed class DeviceMerge(DeviceOrder order, ModelSet set, DeviceConditions conditions)
{
    private const string OfModel = "d.category = m.category and d.model_name = m.name";

    /// <summary>Null: no index has the models' devices in this order, or the order of everything serves.</summary>
    public static DeviceMerge? Of(DeviceQuestion question, ModelSet set, DeviceConditions conditions)
    {
        if (question.Filter.Site is not null || question.Filter.Presence is not null || question.Search?.Kind is not (null or SearchKind.Model)) return null;
        var merges = question.Order.Name switch
        {
            "serial" => true,
            "model" => !set.IsOneCategory,
            // of one account the order of its devices is short enough
            "seen" => set.IsOfModelsAlone && !conditions.IsOfOneAccount,
            _ => false,
        };
        return merges ? new(question.Order, set, conditions) : null;
    }

    public string Sql(List<string>? cursor, bool back, int limit)
    {
        var last = $"order by {order.By(back)} limit {limit}";
        var sources = order.Name == "model" && cursor is not null ? FromModel(cursor, back, last) : OfEach(cursor is null ? "" : " and " + order.Beyond(conditions, cursor, back), last);
        return $"select d.* from (select d.id from ({string.Join(" union all ", sources)}) d {last}) first join device d using (id)";
    }

    private IEnumerable<string> OfEach(string beyond, string last)
    {
        yield return order.Name == "seen"
            ? $"(select x.* from unnest({conditions.Add(set.Ids)}) as m(id) cross join lateral ({Devices($"d.model_id = m.id{beyond}", last)}) x)"
            : $"(select x.* from {Models()} cross join lateral ({Devices(OfModel + beyond, last)}) x)";
        if (set.WithUnknown) yield return $"({Devices($"d.category = 'unknown'{beyond}", last)})";
    }

    // nothing of models that stand wholly before the cursor, everything of those wholly beyond it
    private IEnumerable<string> FromModel(List<string> cursor, bool back, string last)
    {
        var (category, name, models, beyond) = (conditions.Add(cursor[0]) + "::text", conditions.Add(cursor[1]) + "::text", Models(), order.Sign(back));
        yield return $"(select x.* from {models} cross join lateral ({Devices(OfModel, last)}) x where (m.category, m.name) {beyond} ({category}, {name}))";
        yield return $"({Devices($"d.category = {category} and d.model_name = {name} and exists (select from {models} where (m.category, m.name) = ({category}, {name})) and {order.Beyond(conditions, cursor, back, fixedKeys: 2)}", last)})";
        if (!set.WithUnknown) yield break;
        // decided here: of a part that a constant rules out PostgreSQL plans a walk of the whole table, and starts its workers
        var unknown = string.CompareOrdinal(Device.UnknownCategory, cursor[0]);
        if (unknown == 0) yield return $"({Devices($"d.category = 'unknown' and {order.Beyond(conditions, cursor, back, fixedKeys: 1)}", last)})";
        else if (unknown > 0 == (beyond == ">")) yield return $"({Devices("d.category = 'unknown'", last)})";
    }

    private string Models() => $"unnest({conditions.Add(set.Categories)}, {conditions.Add(set.Names)}) as m(category, name)";

    private string Devices(string which, string last) => $"select {order.Columns} from device d where {conditions.Where} and {which} {last}";
}
