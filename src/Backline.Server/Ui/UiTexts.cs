namespace Backline.Server.Ui;

/// <summary>Names UiTexts.resx: the words of the shell and of the components.</summary>
public sealed class UiTexts;
