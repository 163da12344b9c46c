namespace Backline.Server.Ui;

/// <summary>Carries out the forms of a <see cref="Panel"/>: they post to the page the panel stands on.</summary>
public interface IPanelForms
{
    /// <summary>That of the panel: "case", or "new-case", which is asked once the case is opened (the act is "opened"), in the unit of work that opens it.</summary>
    string Place { get; }

    /// <summary>Whether the form is one of the panel's; each act is known to one feature at most.</summary>
    bool Knows(string act);

    /// <summary>Carries out the posted form and saves.</summary>
    /// <param name="subject">What the page is about.</param>
    /// <returns>Where to go; null: nothing was done, and the form says why.</returns>
    Task<string?> ActAsync(Guid subject, string act, CancellationToken stop);
}
