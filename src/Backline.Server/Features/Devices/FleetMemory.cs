using Backline.Server.Platform.Answers;
using Backline.Server.Platform.Database;
using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Devices;

/// <summary>What the list of a large fleet shows beside its rows and hardly ever changes: asked for at every page it would cost more than the rows do.</summary>
internal sealed class FleetMemory(CostlyAnswers answers, Session session)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    public Task<List<Choice>> ModelsAsync(Guid? account, Func<Task<List<Choice>>> ask) => answers.GetAsync("devices.models", Scope(account), Remembered, ask);

    /// <summary>A view that held more than is counted is not counted again for a while.</summary>
    public bool HoldsMore(SavedView view) => answers.TryGet<SavedView>(Question(view), Scope(view.Filter.Account), out _);

    public void NoteMore(SavedView view) => answers.Keep(Question(view), Scope(view.Filter.Account), view, Remembered);

    private static string Question(SavedView view) => "devices.more " + view.Key;

    private AnswerScope Scope(Guid? account) => AnswerScope.Of(session.Reader, account);
}
