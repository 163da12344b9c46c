namespace Backline.Server.Ui;

/// <summary>What the fields of the page being rendered are called, by the id of their input: the list of errors stands above them and names each.</summary>
public sealed class FieldLabels
{
    private readonly Dictionary<string, string> labels = new(StringComparer.Ordinal);
    private object? said;

    public event EventHandler? Changed;

    public string? this[string id] => labels.GetValueOrDefault(id);

    public void Name(string id, string label)
    {
        if (labels.GetValueOrDefault(id) == label) return;
        labels[id] = label;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Whether no other list of the page says what is wrong: the one that stands first does, and each field its own.</summary>
    public bool IsFirstToSay(object list) => ReferenceEquals(said ??= list, list);
}
