namespace Backline.Server.Ui.Components;

/// <summary>How a question of a derivation was answered. NotAsked: an earlier one had decided.</summary>
public enum StepAnswer { Yes, No, Note, NotAsked }
