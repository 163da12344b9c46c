namespace Backline.Server.Ui;

/// <summary>What one feature shows on a page of another, registered by the feature that knows it. Parameters are those of the place.</summary>
/// <param name="Place">"device": Serial, Mac ("" for none) and AccountId.</param>
/// <param name="Permission">Who sees it.</param>
public sealed record Panel(string Place, Type Component, string Permission);
