namespace Backline.Server.Features.Search;

/// <summary>Names SearchTexts.resx: the search page.</summary>
public sealed class SearchTexts;
