using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Devices;

namespace Backline.Server.Features.Devices;

/// <summary>Devices of several models: what the filters by category, by counting and the search for a model come to.</summary>
internal sealed class ModelSet
{
    /// <summary>Categories no contract counts, and devices that wait for a model.</summary>
    public static readonly string[] NeverCounted =
        [.. Words.All<DeviceCategory>().Where(word => !Words.Parse<DeviceCategory>(word).IsCoverable()), Device.UnknownCategory];

    private readonly List<ModelKey> models;
    private readonly Func<DeviceConditions, string> plain;

    private ModelSet(IEnumerable<ModelKey> models, Func<DeviceConditions, string> plain)
    {
        this.models = [.. models];
        this.plain = plain;
    }

    /// <summary>Categories of which nothing counts.</summary>
    public string[] Never { get; private init; } = NeverCounted;

    public bool IsOneCategory { get; private init; }

    /// <summary>Also the devices without a model.</summary>
    public bool WithUnknown { get; private init; }

    /// <summary>Its models and nothing else.</summary>
    public bool IsOfModelsAlone { get; private init; }

    public Guid[] Ids => [.. models.Select(model => model.Id)];
    public string[] Categories => [.. models.Select(model => model.Category)];
    public string[] Names => [.. models.Select(model => model.Name)];
    public string[] EndedCategories => [.. Ended.Select(model => model.Category)];
    public string[] EndedNames => [.. Ended.Select(model => model.Name)];

    /// <summary>As one condition, for orders that have nothing to do with models.</summary>
    public string Plain(DeviceConditions conditions) => plain(conditions);

    public static ModelSet OfCategory(string category, IEnumerable<ModelKey> models) =>
        new(models.Where(model => model.Category == category), conditions => $"d.category = {conditions.Add(category)}") { IsOneCategory = true };

    public static ModelSet Of(IReadOnlyList<ModelKey> models) => new(models, conditions => $"d.model_id = any({conditions.Add(models.Select(model => model.Id).ToArray())})") { IsOfModelsAlone = true };

    public static ModelSet NotCounted(ModelKeys models) => new(
        models.All.Where(model => model.Ended || models.Never.Contains(model.Category)),
        conditions => $"(d.category = any({conditions.Add(models.Never)}) or d.model_id = any({conditions.Add(models.All.Where(model => model.Ended).Select(model => model.Id).ToArray())}))")
    {
        WithUnknown = true,
        Never = models.Never,
    };

    public static ModelSet OfLifecycle(string lifecycle, IEnumerable<ModelKey> models) => Of([.. models.Where(model => model.Lifecycle == lifecycle)]);

    public static ModelSet PastSupport(IEnumerable<ModelKey> models) => Of([.. models.Where(model => model.Ended)]);

    private IEnumerable<ModelKey> Ended => models.Where(model => model.Ended && !Never.Contains(model.Category));
}
