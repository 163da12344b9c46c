namespace Backline.Server.Ui;

/// <summary>Names RuleTexts.resx: the rules of the programme, by ID.</summary>
public sealed class RuleTexts;
